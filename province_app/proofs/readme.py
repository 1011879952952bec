"""The words that travel with an evidence container, for whoever opens it years later."""

from collections.abc import Sequence
from datetime import datetime

from tiers.calendar import VIETNAM

_KINDS = {
    "record.json": "nội dung hồ sơ; phần không nêu nội dung chỉ có mã băm (withheld)",
    "manifest.json": "danh sách mà người ký đã ký, có mã băm của hồ sơ này",
    "signature.p7s": "chữ ký số rời của danh sách (CMS, CAdES)",
    "trust.pem": "chứng thư của nơi cấp và danh sách thu hồi lúc ký",
    "timestamp.tst": "dấu thời gian của chữ ký (RFC 3161)",
    "stamps.pem": "chứng thư của dịch vụ dấu thời gian và danh sách thu hồi",
    "ocsp.der": "trả lời của nơi cấp về chứng thư lúc ký (OCSP)",
    "audit.json": "vị trí của lần ký trong nhật ký đã niêm phong",
}


def readme(period: str, names: Sequence[str], roots: Sequence[str], signed_at: datetime) -> bytes:
    """Return README.txt, in Vietnamese: what is here, how to verify it with openssl."""
    local = signed_at.astimezone(VIETNAM)
    lines = [
        f"BẰNG CHỨNG KÝ SỐ CỦA MỘT PHIÊN BẢN HỒ SƠ, KỲ {period}",
        f"Hệ thống ghi nhận chữ ký lúc {local:%H:%M:%S ngày %d/%m/%Y} (giờ Việt Nam).",
        "",
        "Trong tệp này:",
        *(f"  {name:15} {_KINDS[name]}" for name in names if name in _KINDS),
        "",
        "Kiểm tra đầy đủ, trên máy không có phần mềm này (Python, cryptography, asn1crypto):",
        "  python verify_container.py " + " ".join(f"--root {one}" for one in roots) + " TỆP.zip",
        "So mã băm của chứng thư gốc (--root) với mã do nơi cấp công bố, không lấy từ tệp này.",
        "Không có dấu thời gian thì thêm --at với thời điểm cần xét.",
        *_of_log("audit.json" in names),
        "",
        "Kiểm tra bằng openssl, sau khi giải nén:",
        "1. Chữ ký, chứng thư và danh sách thu hồi tại lúc ký:",
        "  openssl cms -verify -cades -binary -inform DER -in signature.p7s -content manifest.json"
        f" -CAfile trust.pem -crl_check_all -attime {int(signed_at.timestamp())} -out da-ky.json",
    ]
    if "timestamp.tst" in names:
        lines += [
            "2. Dấu thời gian (lấy giá trị chữ ký, rồi kiểm tra):",
            "  openssl cms -cmsout -print -inform DER -in signature.p7s   (xem encryptedDigest)",
            "  openssl ts -reply -in timestamp.tst -token_in -text        (xem Time stamp)",
        ]
    lines += [
        "Hồ sơ có trong danh sách: mã digest cạnh record_id trong manifest.json được tính từ"
        " record.json; cách tính ghi trong docs/verify.md.",
        "",
    ]
    return "\n".join(lines).encode()


def _of_log(included: bool) -> list[str]:
    if included:
        return [
            "Thêm --log-key với khóa công khai của nhật ký, hỏi nơi giữ điểm kiểm (checkpoint),"
            " không lấy từ tệp này."
        ]
    return [
        "Lúc xuất tệp này, lần ký CHƯA nằm dưới điểm kiểm nào của nhật ký nên không có audit.json."
        " Điểm kiểm được ký mỗi giờ; muốn có thì xuất lại."
    ]
