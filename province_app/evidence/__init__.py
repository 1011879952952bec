"""Evidence (tài liệu số hoá kèm theo): hostile files made harmless, originals sealed.

The child process imports parts of this package alone, so nothing is imported here.
Source: Quy chế Đ.6.2b.
"""
