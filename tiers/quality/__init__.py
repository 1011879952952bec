"""The quality of a record: Đúng, Đủ, Sạch, Sống, as rules that a machine can judge."""
