"""Key of a quality rule → a Vietnamese sentence: what is wrong, what to do, with the values."""

import re
from datetime import date

from province_app.record.entry import Fault
from province_app.services.quality import RuleFault
from province_app.services.required_fields import RequiredFault
from province_app.views import formats
from province_app.views.messages import message
from tiers.quality.rule import Hit, Value

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{1,2}", re.ASCII)

SENTENCES = {
    # Identity
    "ID-1": "Số {number} không đủ 12 chữ số. Nhập lại theo thẻ, giữ cả số 0 ở đầu.",
    "ID-2": "Ba số đầu {code} không phải mã tỉnh, thành phố nào. Đối chiếu lại với thẻ.",
    "ID-3": "Chữ số thứ tư ({digit}) không khớp giới tính và thế kỷ sinh. "
    "Kiểm tra số, ngày sinh, giới tính theo thẻ.",
    "ID-4": "Hai chữ số năm sinh trong số ({digits}) không khớp năm sinh {year}. "
    "Kiểm tra số và ngày sinh theo thẻ.",
    "ID-4/explained": "Hai chữ số năm sinh trong số ({digits}) khác năm sinh {year}. "
    "Xem tài liệu kèm theo có giải thích không.",
    "ID-6": "Số {number} đã có ở hồ sơ của người khác. Đối chiếu CCCD của hai người.",
    "ID-8": "Ngày cấp thẻ {issued} không hợp lý: trước năm 2016, trước 14 tuổi hoặc sau hôm nay. "
    "Xem lại mặt sau thẻ.",
    "ID-9": "Thẻ hết hạn từ {expired}. Đổi thẻ rồi nhập ngày cấp mới.",
    "BH-1": "Số BHXH {number} không đủ 10 (hoặc 12) chữ số. Nhập lại theo sổ BHXH.",
    "BH-2": "Số BHXH 12 chữ số {number} khác số CCCD {card}. Kiểm tra cả hai số.",
    "BH-3": "Số thẻ BHYT {number} sai dạng hoặc khác số BHXH. Nhập lại theo thẻ BHYT.",
    "NM-1": "Họ tên “{name}” có số, ký tự lạ, khoảng trắng thừa hoặc quá ngắn. "
    "Nhập như giấy khai sinh.",
    "PH-1": "{phone} không phải số di động. Nhập 10 số bắt đầu bằng 03, 05, 07, 08 hoặc 09.",
    "AD-1": "Mã {code} không có trong danh mục từ ngày sinh đến nay. Chọn lại xã, phường.",
    "AD-1/living": "Xã, phường mã {code} hôm nay không còn. Chọn đơn vị hành chính hiện nay.",
    # Ages and order of dates
    "DT-1": "Ngày tuyển dụng {on} trước khi đủ {age} tuổi (sinh {birth}). "
    "Kiểm tra cả hai ngày theo quyết định.",
    "DT-1/young": "Ngày tuyển dụng {on} khi chưa đủ {age} tuổi (sinh {birth}). "
    "Kiểm tra trường hợp đặc biệt hoặc sửa ngày.",
    "DT-2": "Ngày vào tổ chức {on} khi chưa đủ {age} tuổi (sinh {birth}). Kiểm tra lại ngày.",
    "DT-3": "Ngày vào Đảng {on} khi chưa đủ {age} tuổi (sinh {birth}). Kiểm tra theo thẻ đảng.",
    "DT-4": "Ngày chính thức {on} trước ngày vào Đảng {before}. Sửa theo thẻ đảng.",
    "DT-4/soon": "Ngày chính thức {on} chưa đủ 12 tháng từ ngày vào Đảng {joined}. "
    "Kiểm tra theo thẻ đảng.",
    "DT-5": "Ngày nhập ngũ {on} khi chưa đủ {age} tuổi (sinh {birth}). Kiểm tra lại ngày.",
    "DT-5/order": "Ngày xuất ngũ {on} không sau ngày nhập ngũ {before}. Kiểm tra hai ngày.",
    "DT-5/one": "Có ngày xuất ngũ {on} mà không có ngày nhập ngũ. Bổ sung ngày nhập ngũ.",
    "DT-6": "Ngày vào cơ quan {on} trước ngày tuyển dụng lần đầu {before}. Sửa theo quyết định.",
    "DT-6/future": "Ngày {on} chưa đến. Nhập ngày ghi trong quyết định.",
    "DT-7": "Ngày bổ nhiệm ngạch {on} trước ngày tuyển dụng {before}. Kiểm tra theo quyết định.",
    "DT-7/trial": "Ngày bổ nhiệm ngạch {on} chưa đủ {months} tháng tập sự từ {before}. "
    "Kiểm tra, trừ trường hợp tiếp nhận.",
    "DT-8": "Ngày hưởng lương {on} trước ngày bổ nhiệm ngạch {before}. "
    "Kiểm tra, trừ khi giữ bậc lúc chuyển ngạch.",
    "DT-9": "Ngày bổ nhiệm lại {on} trước ngày bổ nhiệm {before}. Sửa theo quyết định.",
    "DT-9/over": "Hết nhiệm kỳ 5 năm từ {ended}. Bổ sung quyết định bổ nhiệm lại.",
    "DT-15": "Ngày {on} chưa đến. Nhập ngày ghi trong giấy tờ.",
    "DT-15/row": "Dòng {row}: thời gian {on} chưa đến. Sửa dòng này.",
    # Tables
    "DT-10": "Dòng {row}: tháng kết thúc trước tháng bắt đầu {start}. Sửa dòng này.",
    "DT-10/open": "Dòng {row}: chỉ công việc hiện nay để trống ô Đến. Nhập tháng kết thúc.",
    "DT-10/closed": "Chưa có dòng nào đến nay. Bổ sung công việc hiện nay, ô Đến để trống.",
    "DT-10/gap": "Dòng {row}: trước đó trống {months} tháng. Bổ sung thời gian còn thiếu.",
    "DT-10/overlap": "Dòng {row}: trùng thời gian với dòng {other}. Kiểm tra tháng của hai dòng.",
    "DT-10/current": "Dòng {row}: khác với hiện nay ({now}). Bổ sung dòng mới hoặc sửa dòng này.",
    "DT-11": "Dòng {row}: bắt đầu khi chưa đủ {age} tuổi. Kiểm tra tháng bắt đầu.",
    "DT-11/covered": "Ngày {on} không nằm trong dòng nào của quá trình công tác. Bổ sung dòng đó.",
    "DT-12": "Trình độ cao nhất {code} không khớp bảng đào tạo 32.1. Sửa một trong hai.",
    "DT-12/future": "Dòng {row}: bằng có ngày {on} chưa đến. Chỉ khai bằng đã được cấp.",
    "DT-13": "Dòng {row}: kỷ luật ghi {months} tháng, thường là 12. Kiểm tra theo quyết định.",
    "DT-14": "Dòng {row}: năm sinh {year} cách năm sinh của bạn chưa đến 13 năm. "
    "Kiểm tra năm sinh, quan hệ.",
    "DT-14/spouse": "Dòng {row}: có nhiều vợ, chồng. Ghi chú người hiện nay và lý do.",
    # Pay
    "SL-1": "Hệ số {coefficient} khác bảng lương: bậc {step} là {table}. Sửa theo quyết định.",
    "SL-2": "Mã ngạch {code} không có hiệu lực vào ngày bổ nhiệm hoặc hôm nay. Chọn mã đúng.",
    "SL-2/category": "Mã ngạch {code} không dùng cho loại {category}. Kiểm tra ngạch, chức danh.",
    "SL-4": "Đến hạn nâng lương từ {due}. Bổ sung quyết định nâng lương hoặc lý do kéo dài.",
    "SL-6": "Dòng {row}: nâng lương sớm {months} tháng, nhiều hơn 12. Kiểm tra quyết định.",
    "SL-6/twice": "Dòng {row}: hai lần liên tiếp nâng lương trước hạn. Kiểm tra quyết định.",
    "SL-7": "Bậc {step} chưa phải bậc cuối ({last}) nên chưa có vượt khung. "
    "Bỏ phụ cấp hoặc sửa bậc.",
    "SL-7/percent": "Vượt khung {percent}% không khớp: từ {since} đến nay nhiều nhất {most}%. "
    "Sửa theo quyết định.",
    "SL-7/early": "Ngày hưởng vượt khung {on} sớm hơn {first}. Sửa theo quyết định.",
    "SL-8": "Bậc {step} lớn hơn bậc cuối của ngạch ({last}). Sửa bậc hoặc ngạch.",
    "SL-8/lost": "Dòng {row}: bậc giảm còn {step} mà không có kỷ luật. Kiểm tra quyết định.",
    "SL-9": "Hưởng 85% thì bậc là {right}, không phải {step}. Kiểm tra theo trình độ tập sự.",
    "SL-9/long": "Vẫn hưởng 85% dù tuyển dụng từ {recruited}. Bổ sung quyết định hết tập sự.",
    "SL-10": "Dòng {row}: hệ số {coefficient} của ngạch mới không gần nhất với ngạch cũ. "
    "Kiểm tra quyết định.",
    "SL-11": "Phụ cấp chức vụ {coefficient} khác quy định {table}. Sửa theo quyết định.",
    "NH-1": "Đã qua tháng nghỉ hưu, hết {last}. Cập nhật nghỉ hưu hoặc quyết định kéo dài.",
    "DM-1": "Mã {code} hết hiệu lực từ sau {last}, trước thời gian khai {on}. Chọn mã đúng.",
    "DM-2": "“{text}” là chữ ghi tự do, nơi nhận không đọc được. Chọn trong danh mục.",
    # Labour contracts
    "LC-1": "Ngày kết thúc {on} quá 36 tháng từ {start}. Sửa thời hạn hợp đồng.",
    "LC-1/kind": "Loại hợp đồng {kind} không còn dùng vào ngày bắt đầu. Chọn loại khác.",
    "LC-1/end": "Có thời hạn thì phải có ngày kết thúc, không thời hạn thì không. Sửa loại, ngày.",
    "LC-1/order": "Ngày kết thúc {on} trước ngày bắt đầu {before}. Sửa theo hợp đồng.",
    "LC-2": "Trước đó đã {terms} hợp đồng xác định thời hạn. Chọn loại không xác định thời hạn.",
    "LC-3": "Hợp đồng hết hạn {on} quá 30 ngày. Ký hợp đồng mới hoặc ghi chấm dứt.",
    "LC-5": "Thử việc {days} ngày, nhiều hơn {most} ngày được phép. Kiểm tra hợp đồng.",
    "LC-5/short": "Hợp đồng từ {start} đến {on} dưới 1 tháng thì không thử việc. Bỏ phần thử việc.",
    "LC-6": "Chưa đủ {age} tuổi vào ngày bắt đầu {on}. Kiểm tra ngày sinh và hợp đồng.",
    "LC-6/youth": "Chưa đủ {age} tuổi vào ngày bắt đầu {on}. Kiểm tra chế độ lao động chưa 18.",
    "LC-6/retired": "Ngày kết thúc {on} sau tuổi nghỉ hưu ({last}). Kiểm tra hợp đồng.",
    "LC-8": "Người ký {name} trùng tên người thân đã khai. Kiểm tra người được ký hợp đồng.",
    "LC-9": "Người loại {category} không đồng thời ký hợp đồng lao động. Chấm dứt một trong hai.",
    "LC-14": "Ngày bắt đầu {on} trùng thời gian hợp đồng từ {other}. Kiểm tra hai hợp đồng.",
    "LC-12": "Lương {amount} đồng dưới lương tối thiểu vùng {least} đồng. Sửa mức lương.",
    "LC-13": "Hệ số {coefficient} khác bảng lương: bậc {step} là {table}. Kiểm tra hợp đồng.",
    # Completeness
    "DU-1": "Mục bắt buộc, chưa có gì. Nhập rồi gửi lại.",
    "DU-1/unknown": "Giới tính còn ghi Chưa có thông tin. Chọn Nam hoặc Nữ theo giấy khai sinh.",
    "DU-2": "Chưa có lương. Khai ngạch, bậc (30.1) hoặc mức tiền (30.3).",
    "DU-2/whole": "Có ngạch mà chưa đủ bậc, hệ số, ngày hưởng, phần trăm. Bổ sung mục này.",
    "DU-3": "Chưa có quá trình công tác. Khai ít nhất một dòng.",
    "DU-4": "Chưa có cha và mẹ. Khai mỗi người một dòng.",
    "DU-5": "Bảng chưa có gì. Khai ít nhất một dòng, hoặc chọn Không có.",
    "DU-6": "Mục này đi cùng mục đã khai. Bổ sung cho đủ.",
    "DU-7": "Chưa có. Bổ sung khi có giấy tờ.",
    "DU-8": "Hợp đồng chưa ghi mục này. Bổ sung theo hợp đồng đã ký.",
    "DU-8/pay": "Cách trả lương đã chọn cần mục này. Bổ sung theo hợp đồng đã ký.",
}


def sentence(hit: Hit) -> str:
    """Return what is wrong and what to do, with the values of the record in it."""
    return SENTENCES[hit.key].format(**{name: _shown(one) for name, one in hit.values.items()})


def fault_sentence(fault: Fault) -> str:
    """Return the sentence of a fault, of the form, of an upper unit or of a quality rule."""
    if isinstance(fault, RequiredFault):
        since = formats.day(fault.asked.since)
        return f"{fault.asked.by} yêu cầu mục này từ ngày {since}. Nhập rồi gửi lại."
    return sentence(fault.hit) if isinstance(fault, RuleFault) else message(fault.code)


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int):
        return str(value) if value < 10_000 else formats.number(value)
    if _DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value))
    if _MONTH.fullmatch(value):
        return formats.period(value)
    return formats.decimal(value) if _DECIMAL.fullmatch(value) else value
