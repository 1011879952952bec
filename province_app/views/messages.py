"""Code of a decision or of an error → a Vietnamese sentence that says what to do."""

from datetime import datetime

from province_app.views import formats
from tiers.decision import Decision

MESSAGES = {
    # Who may act
    "own_record": "Không ai kiểm tra hoặc ký hồ sơ của chính mình. "
    "Người khác của đơn vị làm việc này.",
    "not_your_record": "Chỉ người có hồ sơ được khai. Thấy sai thì yêu cầu người đó bổ sung.",
    "not_your_unit": "Hồ sơ thuộc đơn vị khác. Cán bộ tổ chức của đơn vị đó kiểm tra.",
    "not_the_checker": "Bạn không phải người kiểm tra hồ sơ này. "
    "Cán bộ tổ chức của đơn vị có hồ sơ sẽ kiểm tra.",
    "not_the_signer": "Bạn không giữ chức vụ được ký của đơn vị này. "
    "Người đứng đầu hoặc cấp phó đang giữ chức vụ sẽ ký.",
    "typed_the_change": "Bạn đã nhập thay đổi này nên không tự kiểm tra. "
    "Cán bộ tổ chức khác hoặc cấp phó kiểm tra.",
    "no_entitled_signer": "Chưa có người được ký. "
    "Đơn vị cập nhật người đứng đầu hoặc cấp phó, rồi mở lại trang này.",
    "role_lacks": "Tài khoản của bạn không có quyền này. "
    "Cần thì đề nghị quản trị của đơn vị cấp quyền.",
    "out_of_scope": "Ngoài phạm vi của tài khoản này. Hệ thống trả lời như không có.",
    "account_limited": "Tài khoản của bạn đang bị hạn chế: chỉ xem, không thao tác. "
    "Cần thì đề nghị quản trị của đơn vị mở lại.",
    # Accounts, and acts of two persons
    "own_account": "Không ai tự cấp hoặc tự sửa quyền của mình. Nhờ quản trị khác làm việc này.",
    "not_yours_to_grant": "Loại tài khoản này do cấp khác cấp. Gửi đề nghị lên đơn vị cấp trên.",
    "already_granted": "Tài khoản đang có quyền này rồi. Muốn kéo dài thì bấm Mở rộng.",
    "already_limited": "Quyền này đang bị hạn chế rồi. Không cần làm gì.",
    "nothing_extended": "Quyền này không bị hạn chế và chưa dài hơn. Chọn ngày muộn hơn.",
    "grant_over": "Quyền này đã hết hạn. Cấp quyền mới.",
    "grant_changed": "Quyền này vừa được người khác sửa. Tải lại trang rồi làm lại.",
    "ends_before_start": "Ngày kết thúc phải sau ngày bắt đầu. Chọn lại ngày.",
    "basis_missing": "Thiếu số văn bản, hoặc số quá dài. Nhập số của văn bản làm căn cứ.",
    "basis_ahead": "Ngày của văn bản chưa đến. Xem lại ngày trên văn bản.",
    "account_disabled": "Tài khoản đang bị khóa. Mở khóa rồi làm lại.",
    "account_enabled": "Tài khoản đang mở. Không cần làm gì.",
    "password_too_short": "Mật khẩu cần ít nhất 8 ký tự. Nên dùng một câu dài dễ nhớ.",
    "own_subject": "Việc này liên quan đến chính bạn. Hai người khác làm việc này.",
    "own_proposal": "Bạn đã đề xuất việc này. Chờ người thứ hai xác nhận hoặc từ chối.",
    "already_decided": "Việc này đã có quyết định. Tải lại trang để xem.",
    "not_released": "Người thứ hai chưa xác nhận, hoặc đã từ chối. Xem ở trang Việc cần hai người.",
    "release_used": "Việc này đã làm một lần rồi. Cần nữa thì đề xuất lại.",
    "release_over": "Đã quá 3 ngày từ khi xác nhận. Đề xuất lại.",
    "another_set": "Hai người đã cho phép một bản sao lưu khác. Đối chiếu mã bản sao rồi "
    "đề xuất lại.",
    "not_proven": "Tên đăng nhập, mật khẩu hoặc mã không đúng. Nhập lại với mã mới.",
    "reconcile_first": "Dữ liệu vừa được phục hồi từ bản sao lưu. Phải đối chiếu với Cơ sở dữ liệu "
    "quốc gia trước khi gửi.",
    "another_key_now": "Khóa đứng đầu tệp khóa đã khác. Xem lại tên khóa rồi đề xuất lại.",
    "export_needs_two": "Tải về hoặc in hơn 50 hồ sơ cần hai người. Nhập văn bản làm căn cứ, rồi "
    "người thứ hai của đơn vị xác nhận.",
    "giving_needs_two": "Giao tay hơn 50 hồ sơ cần hai người. Đề xuất, rồi người thứ hai của tỉnh "
    "xác nhận.",
    "giving_changed": "Gói đang chờ gửi là gói khác với gói đã đề xuất. Đề xuất lại.",
    "no_restriction": "Không có hạn chế nào đang có hiệu lực ở yêu cầu này. Tải lại trang để xem.",
    "search_too_short": "Gõ ít nhất 2 chữ. Gõ họ tên, số hiệu hoặc đủ 12 số định danh.",
    "nothing_to_print": "Hồ sơ chưa có phiên bản nào. In được sau khi hồ sơ được xác nhận.",
    "print_nobody": "Chưa chọn người nào để in. Đánh dấu từng người, hoặc in cả đơn vị.",
    "print_running": "Lần in trước của bạn chưa xong. Đợi xong rồi in tiếp.",
    "print_closed": "Người này đã hạn chế xử lý cả hồ sơ. Chưa in được, trừ khi người đó tự in.",
    "export_changed": "Danh sách người của đơn vị đã đổi từ khi đề xuất. Đề xuất lại.",
    "proposal_over": "Đề xuất đã quá hạn chờ. Cần thì đề xuất lại.",
    "proposer_lacks": "Người đề xuất không còn quyền làm việc này. Từ chối, rồi đề xuất lại.",
    "raised_alone_before": "Lần tạm nâng trước không được xác nhận. Đề xuất và chờ người "
    "thứ hai xác nhận.",
    "no_factor": "Tài khoản này chưa cài bước xác thực thứ hai. Người đó đăng nhập thì cài được.",
    "already_raised": "Người này đang ở mức hạn chế trong những ngày đó rồi. Chọn ngày khác.",
    "nobody_named": "Không có tài khoản tên này. Xem tên đăng nhập ở trang Tài khoản.",
    "level_over": "Mức hạn chế này đã hết. Tải lại trang để xem.",
    "activation_refused": "Số định danh hoặc mã kích hoạt không đúng, hoặc mã đã hết hạn. "
    "Xem lại phiếu; không được thì xin đơn vị mã mới.",
    "passwords_differ": "Hai lần nhập mật khẩu khác nhau. Nhập lại.",
    "window_no_units": "Chưa chọn đơn vị nào. Chọn các đơn vị được mở thời hạn.",
    "window_two_months": "Thời hạn nằm trong hai tháng. Mỗi tháng một đề xuất riêng.",
    "window_too_long": "Thời hạn ngoại lệ dài nhất 10 ngày. Chọn lại ngày.",
    # Policy and working days
    "policy_no_units": "Chưa chọn đơn vị nào. Chọn đơn vị, hoặc chọn toàn tỉnh.",
    "policy_as_it_is": "Từ ngày đó các đơn vị đã theo đúng cách này rồi. Không cần làm gì.",
    "day_name_missing": "Chưa ghi đây là ngày gì, hoặc ghi quá dài. Ghi ngắn gọn.",
    "day_too_far": "Ngày quá xa. Xem lại năm.",
    "day_as_it_is": "Ngày này đang đúng như vậy rồi. Không cần làm gì.",
    # Movements
    "not_the_mover": "Bạn không phải người làm việc này của đơn vị. "
    "Cán bộ tổ chức làm; không có thì cấp phó, rồi người đứng đầu.",
    "move_too_old": "Ngày quá 30 ngày trước. Xem lại ngày trên văn bản, hoặc đề nghị Sở Nội vụ.",
    "move_too_far": "Ngày quá xa, hơn một năm nữa. Xem lại ngày trên văn bản.",
    "move_before_start": "Ngày này trước khi người đó về đơn vị. Xem lại ngày.",
    "move_ahead": "Người này đã có ngày rời đơn vị. Xem ở trang Điều chuyển, thôi làm việc.",
    "move_term": "Thời hạn của người này ở đơn vị đã có ngày hết. "
    "Chọn nghỉ hưu, thôi việc hoặc chuyển ra ngoài tỉnh.",
    "term_runs": "Người này vẫn có tên, hoặc đã có ngày trở lại danh sách. Không cần gia hạn.",
    "term_before_end": "Ngày làm tiếp trước ngày hết thời hạn cũ. Chọn ngày đó hoặc một ngày sau.",
    "term_until": "Hạn mới phải sau ngày làm tiếp. Sửa ngày, hoặc để trống nếu không có hạn.",
    "move_open": "Đã đề xuất điều chuyển người này, đang chờ tiếp nhận. Cần sửa thì rút lại trước.",
    "move_no_unit": "Không có đơn vị mang mã này. Chọn một đơn vị trong danh sách gợi ý.",
    "move_same_unit": "Người này đang ở đơn vị đó. Chọn đơn vị khác.",
    "move_category": "Chưa chọn loại cán bộ ở đơn vị mới. Chọn một loại.",
    "move_changed": "Người này không còn ở đơn vị cũ như lúc đề xuất. Từ chối, rồi trao đổi lại.",
    "move_reason": "Chưa chọn lý do không tiếp nhận. Chọn một lý do.",
    "move_decided": "Việc này đã có quyết định. Tải lại trang để xem.",
    # Persons received from outside
    "lookup_number": "Số định danh phải đủ 12 chữ số. Xem lại số trên CCCD của người đó.",
    "lookup_purpose": "Chưa ghi để làm gì, hoặc ghi quá dài. Viết một câu ngắn.",
    "lookup_number_told": "Mục đích hoặc số văn bản có số định danh. "
    "Bỏ số đó đi: nhật ký không ghi số của ai.",
    "lookup_enough": "Một ngày hỏi được 20 người, bạn đã hỏi đủ. "
    "Mai hỏi tiếp; cần gấp thì báo Sở Nội vụ.",
    "lookup_answered": "Lần tra cứu này đã có trả lời, hoặc đã xóa. Cần nữa thì tra cứu lần mới.",
    "lookup_waiting": "Đơn vị đang có một lần tra cứu số này chờ trả lời. Xem ở danh sách.",
    "lookup_no_answer": "Kết quả này không còn để mở hồ sơ. Cần nữa thì tra cứu lần mới.",
    "lookup_ahead": "Ngày tiếp nhận chưa đến. Mở hồ sơ từ ngày đó.",
    "lookup_known": "Tỉnh đã có hồ sơ của người này. Không mở hồ sơ thứ hai; xem cách làm ở dưới.",
    "lookup_unfit": "Hồ sơ trả về không khớp với số đã hỏi nên không dùng. Báo Sở Nội vụ.",
    "lookup_refused": "Nơi được hỏi không nhận lần hỏi này. Hỏi lại; vẫn vậy thì báo Sở Nội vụ.",
    "lookup_unanswered": "Đã hỏi nhiều lần, nơi được hỏi không trả lời. "
    "Lát nữa hỏi lại; vẫn vậy thì báo Sở Nội vụ.",
    "lookup_not_connected": "Máy chủ này không nối với nơi để hỏi. Đề nghị nơi cũ gửi hồ sơ.",
    "not_on_roster": "Hôm nay người này không thuộc đơn vị: đã đi, hoặc chưa đến ngày về. "
    "Kiểm tra khi người đó thuộc đơn vị.",
    # When
    "window_closed": "Ngoài thời hạn phê duyệt. Hồ sơ đã xác nhận chờ thời hạn sau.",
    "stage_closed": "Ngoài ngày của chặng đồng bộ này. Chặng tự chạy khi đến ngày.",
    # In which order
    "nothing_chosen": "Chưa chọn hồ sơ nào. Đánh dấu các hồ sơ đã đối chiếu rồi xác nhận.",
    "not_waiting_for_check": "Hồ sơ không còn chờ kiểm tra. Tải lại trang để xem hồ sơ đang ở đâu.",
    "already_sent": "Hồ sơ đã gửi, chưa sửa được. "
    "Cần sửa thì nhờ cán bộ tổ chức trả lại bằng Yêu cầu bổ sung.",
    "not_the_head": "Việc này của người đứng đầu đơn vị. Cấp phó chỉ ký hồ sơ của người đứng đầu.",
    "still_to_sign": "Còn hồ sơ chờ ký, của bạn hoặc của cấp phó. Ký xong là tháng đã khép.",
    "month_is_closed": "Tháng này đã khép. Danh sách đã ký hoặc lần xác nhận có trên trang này.",
    "nothing_to_sign": "Không có hồ sơ nào chờ ký. Hồ sơ vào danh sách khi được xác nhận.",
    "typed_by_another": "Cán bộ khác đang nhập bản khai này. Chờ bản đó được kiểm tra xong.",
    "person_is_typing": "Bản khai có phần của cá nhân. Người đó tự gửi khi khai xong.",
    "nothing_changed": "Bản khai giống hồ sơ đang có. Sửa mục cần cập nhật rồi gửi.",
    "nothing_to_send": "Chưa có thay đổi nào để gửi. Sửa một mục rồi gửi.",
    "changed_elsewhere": "Hồ sơ đã được lưu ở một cửa sổ khác. So hai bản rồi lưu lại.",
    "on_no_roster": "Hôm nay bạn không có tên trong đơn vị nào. "
    "Liên hệ cán bộ tổ chức nơi bạn làm việc.",
    "no_checker": "Chưa có người được kiểm tra hồ sơ này. "
    "Đơn vị cập nhật cán bộ tổ chức hoặc cấp phó.",
    "changed_since_shown": "Có thay đổi từ lúc mở trang. "
    "Danh sách dưới đây là bản mới, xem lại rồi làm tiếp.",
    "period_changed": "Danh sách đã xem là của kỳ khác nên chưa ký. "
    "Dưới đây là danh sách của kỳ này, xem lại rồi ký.",
    "reason_missing": "Chưa có lý do. Chọn ít nhất một mục cần bổ sung và ghi lý do cho từng mục.",
    "returns_chosen": "Đã chọn mục cần bổ sung nên chưa xác nhận. "
    "Bỏ chọn để xác nhận, hoặc trả lại hồ sơ.",
    # Signing
    "already_signed": "Danh sách này đã được ký. Xem ở Các lần ký trước.",
    "pin_missing": "Chưa có mã PIN. Nhập mã PIN của chứng thư số rồi ký.",
    "file_missing": "Chưa có tệp chữ ký. Chọn tệp .p7s rồi tải lên.",
    "signature_too_large": "Tệp lớn hơn 64 KiB nên không phải chữ ký rời. Ký lại kiểu chữ ký rời.",
    "signature_unreadable": "Không đọc được chữ ký trong tệp. Chọn đúng tệp .p7s vừa ký.",
    "no_certificate": "Bạn chưa đăng ký chứng thư số. Nhờ quản trị của đơn vị đăng ký.",
    "no_keystore": "Chứng thư số này không mở được bằng mã PIN ở đây. Ký bằng phần mềm khác.",
    "no_key": "Tệp chứng thư số không có khóa ký. Nhờ quản trị của đơn vị đăng ký lại.",
    "key_not_supported": "Khóa của chứng thư số không được dùng để ký. Đăng ký chứng thư số khác.",
    "too_large": "Tệp chứng thư số quá lớn. Nhờ quản trị của đơn vị đăng ký lại.",
    "certificate_not_yet_valid": "Chứng thư số chưa đến ngày có hiệu lực. Ký lại từ ngày đó.",
    "authority_unknown": "Chứng thư số do nơi cấp không được tin cậy. "
    "Ký lại bằng chứng thư số đã đăng ký.",
    "trust_list_missing": "Chưa kiểm tra được chữ ký số nên chưa ký. Báo Sở Nội vụ, rồi thử lại.",
    "own_certificate": "Không ai tự gắn chứng thư số cho mình. Cán bộ khác của tỉnh làm việc này.",
    "second_person_needed": "Bạn là người đề nghị. Một cán bộ khác của tỉnh xác nhận.",
    "no_such_account": "Không có tài khoản này. Kiểm tra lại tên đăng nhập của người ký.",
    "starts_in_the_past": "Ngày bắt đầu đã qua. Chọn hôm nay hoặc ngày sau.",
    "certificate_bound": "Chứng thư này đã được gắn hoặc đang chờ xác nhận. Xem trong danh sách.",
    "certificate_unreadable": "Không đọc được chứng thư trong tệp. Chọn tệp .cer, .crt hoặc .pem.",
    "certificate_unsuitable": "Chứng thư này không dùng để ký. Chọn chứng thư ký số cá nhân.",
    "file_missing_certificate": "Chưa có tệp chứng thư. Chọn tệp rồi đề nghị.",
    "stamp_unavailable": "Dịch vụ dấu thời gian không trả lời nên chưa hồ sơ nào được ký. "
    "Danh sách vẫn còn nguyên; ít phút nữa ký lại.",
    "clock_wrong": "Đồng hồ máy chủ lệch hơn 60 giây nên chưa ký được. "
    "Báo quản trị kỹ thuật chỉnh giờ.",
    "clock_unknown": "Máy chủ đã lâu không đối chiếu được giờ chuẩn nên chưa ký được. "
    "Báo quản trị kỹ thuật.",
    "token_unavailable": "Không dùng được thiết bị giữ khóa. Báo quản trị, hoặc ký ngoài.",
    "token_locked": "Thiết bị giữ khóa đã khóa vì nhập sai mã PIN nhiều lần. Báo quản trị.",
    "revocation_unknown": "Chưa biết chứng thư số có bị thu hồi không nên chưa ký. "
    "Ít phút nữa ký lại; vẫn vậy thì báo Sở Nội vụ.",
    "wrong_pin": "Mã PIN không đúng. Nhập lại; chưa hồ sơ nào được ký.",
    "wrong_person_certificate": "Chứng thư số này không phải của bạn. "
    "Chọn chứng thư đã đăng ký của bạn.",
    "certificate_expired": "Chứng thư số đã hết hạn hoặc bị thu hồi. "
    "Đăng ký chứng thư mới rồi ký lại.",
    "signature_invalid": "Chữ ký không khớp với tệp. "
    "Tải đúng tệp của danh sách này, ký lại, rồi tải lên.",
    "signer_not_authorised": "Chứng thư số không có hiệu lực hoặc không phải của người được ký. "
    "Người đứng đầu ký lại bằng chứng thư còn hạn.",
    # Records on their way up
    "digest_mismatch": "Dữ liệu khác với bản đã ký. Hồ sơ không được gửi; kiểm tra rồi ký lại.",
    "manifest_missing": "Thiếu danh sách đã ký của hồ sơ. Đồng bộ lại chặng này.",
    "catalogue_unknown_code": "Mã không có trong danh mục của nơi nhận. "
    "Chọn mã thay thế rồi gửi lại.",
    "catalogue_stale": "Danh mục cũ hơn danh mục của nơi nhận. Cập nhật danh mục rồi đẩy lại.",
    "catalogues_wait": "Nơi nhận hồ sơ đổi danh mục. Hai người có quyền xem và xác nhận "
    "ở trang Danh mục thì hệ thống gửi tiếp.",
    "catalogue_unfit": "Danh mục lấy từ nơi nhận có nội dung lạ nên không dùng. "
    "Báo cơ quan quản lý nơi nhận.",
    "no_catalogue_waits": "Không còn danh mục nào chờ xác nhận. Không cần làm gì.",
    "catalogue_changed_again": "Nơi nhận vừa đổi danh mục lần nữa. "
    "Từ chối đề xuất này, xem bản mới rồi đề xuất lại.",
    "mapping_catalogue": "Danh mục này không gửi lên nơi nhận. Chọn một danh mục trong danh sách.",
    "mapping_code": "Mã của tỉnh chỉ gồm chữ không dấu, số và . _ / + -. Nhập lại mã.",
    "kept_code_taken": "Danh mục đã có mã này. Chọn mã khác, hoặc dùng lại mã đã có.",
    "kept_name_taken": "Danh mục đã có tên này. Chọn mục đã có trong danh sách.",
    "kept_name": "Tên trống, quá dài hoặc có dấu ngoặc, dấu chấm phẩy. Nhập lại tên.",
    "kept_stopped": "Mục này đã ngừng sử dụng hoặc đã có ngày ngừng. Xem lại danh sách.",
    "kept_in_use": "Mục này đang được sử dụng. Không cần làm gì.",
    "kept_still_used": "Ngày sử dụng lại phải sau ngày cuối cùng còn dùng. Chọn ngày khác.",
    "kept_day_past": "Ngày này đã qua. Chọn hôm nay hoặc một ngày sau.",
    "kept_before_use": "Ngày ngừng phải sau ngày bắt đầu sử dụng. Chọn ngày khác.",
    "kept_place": "Danh sách không có thứ tự này. Nhập một số từ 1 đến số mục của danh sách.",
    "kept_full": "Danh mục đã có quá nhiều mục. Báo quản trị hệ thống trước khi thêm.",
    "mapping_days": "Ngày cuối trước ngày đầu. Sửa một trong hai ngày.",
    "mapping_same": "Hai mã giống nhau. Nhập mã mà nơi nhận dùng thay.",
    "mapping_national_unknown": "Bản danh mục đã lấy từ nơi nhận không có mã này. "
    "Xem lại mã, hoặc chờ lấy bản mới.",
    "mapping_as_it_is": "Mã này đang được thay như vậy. Không cần ghi lại.",
    "mapping_none": "Mã này chưa có mã thay nào. Nhập mã của nơi nhận.",
    "back_unknown": "Không có người đã đi nào mang số này. Người đang làm ở tỉnh thì đơn vị đó "
    "điều chuyển.",
    "back_before_end": "Ngày trở lại trước ngày rời đơn vị cũ. Kiểm tra văn bản.",
    "quota_number": "Năm hoặc số biên chế không hợp lệ. Nhập lại theo quyết định giao.",
    "unit_not_ended": "Đơn vị chưa có ngày kết thúc. Ghi ngày đó trước, rồi ghi đơn vị kế thừa.",
    "successor_known": "Đơn vị kế thừa này đã được ghi. Không cần ghi lại.",
    "required_missing": "Thiếu trường bắt buộc của nơi nhận. Bổ sung rồi gửi lại.",
    "schema_invalid": "Dữ liệu không đúng cấu trúc của nơi nhận. Báo Sở Nội vụ kiểm tra.",
    "stale_version": "Nơi nhận đã có phiên bản mới hơn. Kiểm tra hồ sơ ở nơi nhận.",
    "superseded": "Nơi nhận đã có phiên bản mới hơn, được ký cho kỳ sau. Không cần làm gì.",
    "identity_conflict": "Số định danh đã thuộc một hồ sơ khác. Đối chiếu CCCD của hai người.",
    "not_owner": "Hồ sơ đang do cơ quan khác quản lý. Cơ quan đó chuyển hồ sơ trước.",
    "not_signed": "Chưa được phê duyệt bằng ký số. Hồ sơ lên ở kỳ sau khi được ký.",
    "restricted": "Hồ sơ hạn chế, không gửi lên cấp trên. Không cần làm gì.",
    "no_signer": "Đơn vị chưa có người được ký. Đơn vị cập nhật người đứng đầu hoặc cấp phó.",
    "not_judged": "Nơi nhận chưa xử lý xong nên chưa có biên nhận. Đợi ít phút rồi tải lại trang.",
    "server_fault": "Máy chủ này gặp lỗi khi chạy chặng. Báo người vận hành xem nhật ký máy chủ.",
    "already_approved": "Biên nhận này đã được phê duyệt. Không cần làm gì.",
    "receipt_invalid": "Chữ ký của biên nhận không hợp lệ nên không phê duyệt. "
    "Báo quản trị kiểm tra với nơi nhận.",
    "already_delivers": "Cơ quan này đã gửi bằng phần mềm riêng. Kết thúc lần trước rồi ghi lại.",
    "delivery_counted": "Đợt đồng bộ của ngày này đã tính xong. Chọn một ngày sau đợt đã chạy.",
    "does_not_deliver": "Cơ quan này không gửi bằng phần mềm riêng ngày đó. Chọn ngày khác.",
    "no_seal": "Máy chủ chưa có con dấu số của cơ quan. Quản trị cài đặt rồi làm lại.",
    "keystore_unreadable": "Không đọc được tệp con dấu số. Báo quản trị kiểm tra tệp.",
    # Reports of wrong fields
    "correction_own_field": "Mục này bạn tự khai được. Mở phần hồ sơ có mục này và sửa.",
    "objection_late": "Đã quá 5 ngày làm việc từ khi đơn vị ghi. Dùng Báo sai ở mục đó.",
    "correction_open": "Bạn đã báo sai mục này, đơn vị chưa trả lời. Chờ trả lời rồi báo tiếp.",
    "correction_empty": "Chưa ghi thế nào là đúng. Ghi nội dung đúng và theo giấy tờ nào.",
    "correction_answered": "Báo sai này đã có trả lời. Không cần làm gì.",
    "correction_no_answer": "Chưa chọn trả lời. Chọn Đã sửa hoặc Giữ nguyên.",
    "correction_reason": "Giữ nguyên thì cần lý do. Ghi lý do để người báo hiểu.",
    # Documents
    "unit_evidence_missing": "Đơn vị ghi mục này mà chưa kèm tài liệu. "
    "Cán bộ tổ chức đính kèm ở trang của người này.",
    "evidence_missing": "Mục này đã đổi, cần tài liệu kèm theo. Đính kèm ở cuối phần rồi gửi.",
    "evidence_no_draft": "Chưa có mục nào được sửa. Sửa và lưu một mục, rồi đính kèm tài liệu.",
    "evidence_empty": "Tệp không có gì. Chọn tệp khác.",
    "evidence_too_large": "Tệp lớn hơn 20 MB. Quét lại ở mức 200 dpi, hoặc chia thành nhiều tệp.",
    "photo_kind": "Tệp này không phải ảnh. Chọn ảnh JPEG hoặc PNG.",
    "photo_small": "Ảnh quá nhỏ, in ra sẽ mờ. Chọn ảnh từ 236×354 điểm ảnh trở lên.",
    "photo_too_large": "Ảnh lớn hơn 10 MB. Chụp hoặc lưu lại với dung lượng nhỏ hơn.",
    "photo_of_person": "Người này đã tự đưa ảnh vào bản khai. Đề nghị người đó gửi hoặc bỏ ảnh.",
    "photo_none": "Chưa chọn ảnh. Chọn một tệp JPEG hoặc PNG rồi tải lên.",
    "evidence_kind": "Chỉ nhận PDF, JPEG và PNG. Lưu tệp sang một trong ba dạng này rồi tải lại.",
    "evidence_polyglot": "Tệp có phần thừa không thuộc tài liệu. Quét hoặc lưu lại rồi tải lên.",
    "evidence_encrypted": "Tệp PDF có mật khẩu hoặc bị khóa. Lưu bản không khóa rồi tải lên.",
    "evidence_damaged": "Tệp hỏng hoặc chưa đủ. Mở thử trên máy, lưu lại rồi tải lên.",
    "evidence_pages": "Tệp có hơn 100 trang. Chia thành nhiều tệp.",
    "evidence_pixels": "Ảnh quá lớn. Chụp hoặc quét lại ở mức 300 dpi.",
    "evidence_too_heavy": "Tệp quá nặng để kiểm tra. Quét lại thành ảnh thường rồi tải lên.",
    "evidence_infected": "Phần mềm quét thấy mã độc trong tệp. Quét lại tài liệu từ bản giấy.",
    "evidence_unscanned": "Chưa quét được mã độc nên chưa nhận tệp. Đợi vài phút rồi tải tiếp.",
    "evidence_busy": "Nhiều người đang tải tài liệu lên. Đợi một phút rồi bấm tải tiếp.",
    "evidence_open": "Đang có tệp tải dở, tổng cộng quá 20 MB. Tải xong hoặc bỏ tệp đó trước.",
    "evidence_offset": "Phần vừa gửi không nối tiếp phần đã nhận. Bấm tải tiếp.",
    "evidence_pieces": "Tệp bị chia quá nhỏ. Bỏ tệp tải dở này rồi tải lại từ đầu.",
    "evidence_too_many": "Mục này đã có 20 tệp. Bỏ bớt hoặc ghép lại thành một tệp PDF.",
    # Workbooks
    "import_empty": "Tệp không có dữ liệu. Điền vào tệp mẫu rồi tải lên.",
    "import_too_large": "Tệp lớn hơn 20 MB. Chia thành nhiều tệp rồi tải lên.",
    "import_kind": "Chỉ nhận tệp Excel dạng .xlsx. Lưu lại theo dạng này rồi tải lên.",
    "import_damaged": "Tệp hỏng hoặc không phải do Excel lưu. Mở bằng Excel, lưu lại rồi tải lên.",
    "import_encrypted": "Tệp có mật khẩu hoặc là dạng .xls cũ. Bỏ mật khẩu, lưu dạng .xlsx.",
    "import_embedded": "Tệp có tệp khác nhúng bên trong. Xóa phần nhúng rồi tải lên.",
    "import_macros": "Tệp có macro. Lưu lại dạng .xlsx không macro rồi tải lên.",
    "import_formula": "Tệp có công thức. Chép và dán thành giá trị rồi tải lên.",
    "import_merged": "Tệp có ô gộp. Bỏ gộp ô rồi tải lên.",
    "import_too_heavy": "Tệp quá nặng khi mở ra. Chia nhỏ, bỏ định dạng thừa rồi tải lên.",
    "import_comparing": "Đang so tệp với hồ sơ. Đợi xong rồi làm tiếp.",
    "import_too_many_rows": "Mỗi tệp nhiều nhất 50.000 người. Chia thành nhiều tệp rồi tải lên.",
    "import_busy": "Đang có tệp khác được đọc. Đợi một phút rồi tải lại.",
    "import_no_file": "Chưa chọn tệp. Chọn tệp Excel rồi tải lên.",
    "import_no_columns": "Không nhận ra cột số định danh. Dùng tiêu đề cột như trong tệp mẫu.",
    "import_columns": "Có cột chọn sai tên mục, hoặc hai cột cùng một mục. Chọn lại các cột.",
    "import_entered": "Tệp này đã bắt đầu ghi nên không so lại được. Tải tệp mới lên.",
    "import_not_compared": "Chưa so tệp với hồ sơ. Xem các cột rồi bấm So với hồ sơ.",
    "import_has_errors": "Có dòng chưa ghi được nên chưa ghi gì. Sửa, hoặc chỉ ghi dòng đúng.",
    "import_no_key": "Thiếu số định danh cá nhân. Nhập đủ 12 chữ số.",
    "import_twice": "Số định danh có hai dòng trong tệp. Giữ lại một dòng.",
    "import_not_in_unit": "Không có người này trong đơn vị của bạn. Kiểm tra số định danh, họ tên.",
    "leading_zero": "Thiếu số 0 đầu do ô là kiểu số. Đổi ô sang kiểu Văn bản, nhập đủ chữ số.",
    # Signing in, and the road to the page
    "wrong_credentials": "Tên đăng nhập hoặc mật khẩu không đúng. Nhập lại.",
    "wrong_code": "Mã xác thực không đúng hoặc đã dùng. Đợi mã mới rồi nhập lại.",
    "passkey_refused": "Khóa bảo mật chưa được nhận. Thử lại, hoặc dùng mã xác thực.",
    "passkey_required": "Tài khoản này chỉ mở bằng khóa bảo mật. Bấm Dùng khóa bảo mật; "
    "mất khóa thì báo quản trị của đơn vị.",
    "passkey_too_many": "Đã có 10 khóa bảo mật. Gỡ một khóa không dùng nữa rồi thêm lại.",
    "passkey_last": "Đây là lớp bảo vệ cuối cùng. Thêm khóa khác trước rồi gỡ khóa này.",
    "passkey_name": "Chưa có tên khóa, hoặc tên dài quá 60 ký tự. Đặt tên rồi thêm lại.",
    "sso_refused": "Đăng nhập của tỉnh chưa thành công. Bấm đăng nhập của tỉnh để làm lại.",
    "sso_unknown": "Chưa gắn với tài khoản nào. Đăng nhập bằng mật khẩu, rồi gắn ở Thiết bị.",
    "sso_no_answer": "Đăng nhập của tỉnh chưa trả lời. Đăng nhập bằng mật khẩu.",
    "sso_taken": "Tài khoản này hoặc đăng nhập đó đã được gắn. Bỏ gắn trước rồi làm lại.",
    "password_wrong": "Mật khẩu đang dùng không đúng. Nhập lại.",
    "password_short": "Mật khẩu mới ngắn hơn 8 ký tự. Chọn mật khẩu dài hơn.",
    "password_long": "Mật khẩu mới dài hơn 500 ký tự. Chọn mật khẩu ngắn hơn.",
    "password_common": "Mật khẩu mới nằm trong danh sách hay bị thử trước. Chọn mật khẩu khác.",
    "password_known": "Mật khẩu mới dễ đoán từ tên, đơn vị, địa phương. Ghép vài từ khác nhau.",
    "password_not_same": "Hai lần nhập mật khẩu mới không giống nhau. Nhập lại cả hai.",
    "mail_shape": "Địa chỉ thư không đúng dạng. Ví dụ: ten@namdinh.gov.vn.",
    "half_ended": "Đã quá 10 phút từ khi nhập mật khẩu. Đăng nhập lại từ đầu.",
    "session_ended": "Phiên làm việc đã hết. Bấm Lưu để đăng nhập lại; những gì bạn nhập vẫn còn.",
    "signed_in_again": "Bạn đã đăng nhập lại. Bấm Lưu để lưu những gì bạn đã nhập.",
    "page_is_old": "Trang mở đã lâu nên chưa lưu được. Bấm Lưu lần nữa; những gì bạn nhập vẫn còn.",
    "csrf": "Trang mở đã lâu nên chưa nhận được. Tải lại trang rồi làm lại.",
    "bad_request": "Yêu cầu không đúng dạng. Mở lại trang rồi làm lại từ các nút trên trang.",
    "unknown_field": "Trang gửi lên một mục không có trong hồ sơ. Tải lại trang rồi làm lại.",
    "not_found": "Không có trang này, hoặc hồ sơ ngoài phạm vi của bạn. Mở lại từ Việc của tôi.",
    "audit_no_head_yet": "Sự kiện chưa nằm trong mốc ký nào. Mốc tiếp theo có trong một giờ.",
    "foreign_page": "Yêu cầu đến từ một trang khác. Mở lại trang của hệ thống rồi làm lại.",
    "unavailable": "Hệ thống chưa trả lời được lúc này. Đợi một phút rồi tải lại trang; "
    "những gì đã lưu vẫn còn.",
    "busy": "Có người khác vừa ghi cùng lúc nên chưa lưu được gì. Bấm lại lần nữa.",
    "internal": "Hệ thống gặp lỗi, đã ghi lại để sửa. Thử lại sau ít phút.",
    # Fields required by an upper unit
    "day_past": "Ngày này đã qua. Chọn hôm nay hoặc một ngày sau.",
    "already_required": "Mục này đang được yêu cầu rồi. Không cần thêm lần nữa.",
    "already_ended": "Yêu cầu này đã được kết thúc. Tải lại trang để xem.",
    # Requests, consents, issues, incidents
    "request_kind": "Chưa chọn loại yêu cầu. Chọn một loại rồi gửi lại.",
    "request_empty": "Chưa ghi nội dung. Viết vài câu rồi gửi lại.",
    "request_open": "Yêu cầu cùng loại này đang chờ trả lời. Xem ở danh sách dưới.",
    "request_no_answer": "Chưa chọn trả lời. Chọn Chấp thuận hoặc Từ chối.",
    "request_reason": "Từ chối thì cần lý do và điều khoản. Ghi cả hai rồi gửi lại.",
    "request_answered": "Yêu cầu này đã có trả lời. Tải lại trang để xem.",
    "not_the_handler": "Yêu cầu này do người khác giải quyết. Tải lại trang để xem là ai.",
    "consent_own": "Bạn luôn xem được hồ sơ của mình. Ghi tên đăng nhập của người khác.",
    "consent_days": "Ngày cuối phải sau ngày đầu và trong vòng một năm. Chọn lại ngày.",
    "consent_purpose": "Chưa ghi để làm gì. Viết một câu rồi gửi lại.",
    "consent_nobody": "Không có tài khoản này. Hỏi lại người đó tên đăng nhập.",
    "consent_over": "Sự đồng ý này đã hết hoặc đã rút. Tải lại trang để xem.",
    "issue_empty": "Chưa ghi vấn đề. Viết vài câu rồi gửi lại.",
    "issue_answer": "Chưa chọn trả lời hoặc chưa ghi nội dung trả lời. Làm đủ rồi gửi lại.",
    "issue_answered": "Vấn đề này đã có trả lời. Tải lại trang để xem.",
    "incident_empty": "Chưa đủ nội dung. Ghi sự việc, đơn vị và biện pháp rồi gửi lại.",
    "incident_ahead": "Lúc phát hiện chưa đến. Xem lại ngày và giờ.",
    "incident_closed": "Sự cố đã khép. Không ghi thêm được.",
    "incident_reported": "Sự cố đã được báo cáo rồi. Ghi diễn biến nếu có điều mới.",
    "incident_unreported": "Chưa báo cáo thì chưa khép được. Báo cáo trước.",
    # The history of a record
    "day_ahead": "Ngày này chưa đến. Chọn hôm nay hoặc một ngày trước.",
    # A field of the record
    "required": "Mục bắt buộc, chưa có gì. Nhập rồi gửi lại.",
    "required_here": "Đơn vị cấp trên yêu cầu mục này. Nhập rồi gửi lại.",
    "invalid_date": "Không có ngày này. Xem lại ngày, tháng, năm ghi trong giấy tờ.",
    "invalid_number": "Chỉ nhập chữ số, phần lẻ sau dấu phẩy. Ví dụ 3,66.",
    "invalid_shape": "Không đúng dạng của mục này. Xem ví dụ dưới tên mục.",
    "posing_letters": "Có chữ của bảng chữ khác trông giống chữ Việt. "
    "Xóa mục này rồi gõ lại bằng bàn phím tiếng Việt.",
    "unknown_code": "Chưa có trong danh mục. Gõ vài chữ rồi chọn một dòng được gợi ý.",
    "too_many_rows": "Quá 200 dòng. Bỏ bớt dòng rồi lưu lại.",
    "declared_none_with_rows": "Vừa chọn Không có vừa có dòng. Bỏ chọn, hoặc xóa các dòng.",
    "too_long": "Dài quá mức cho phép. Viết gọn lại.",
}


def message(code: str) -> str:
    """Return the sentence of a code; KeyError for a code nobody wrote a sentence for."""
    return MESSAGES[code]


def wait_message(until: datetime) -> str:
    """Return the sentence for whoever has tried a secret too often."""
    return f"Đã thử sai quá nhiều lần. Thử lại sau {formats.clock(until)}; không cần làm gì khác."


def why(decision: Decision) -> str:
    """Return why an act is closed, beside its button: when it opens again, by which article.

    The empty string when it is allowed.
    """
    if decision.allowed:
        return ""
    if decision.until:
        reason = f"Mở lại {formats.moment(decision.until)}"
    else:
        reason = message(decision.code).rstrip(".")
    return " · ".join([reason, *([formats.article(decision.article)] if decision.article else [])])
