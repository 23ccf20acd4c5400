"""What does each word on the screens mean? The words themselves come from where the screens take them."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.enums import Comparison, Status
from indicators.summaries.plans import ENDED_WITH_ITS_UNIT
from plans.enums import PlanState
from reporting.carried import MARK
from reporting.chips import (
    LOCKED,
    TARGET_IN_WORDS,
    WAIVED,
    Chip,
    state_chip,
    status_chip,
    timeliness_chip,
)
from reporting.deadlines import Timeliness, Timing
from reporting.enums import CommentKind, FigureState, ReportState, RoundKind
from reporting.incoming.judging import Kind
from reporting.summaries.intakes import KIND_WORDS
from units.summaries.people import CODE_OVER, NEVER_IN, STOPPED, WAITING


@dataclass(frozen=True)
class Word:
    """A word as the screens show it (`chip`, or plain `text`) and what it means."""

    text: str
    meaning: str
    chip: Chip | None = None


@dataclass(frozen=True)
class Section:
    """Words that answer the same question."""

    key: str
    heading: str
    words: list[Word]


def _chip(chip: Chip, meaning: str) -> Word:
    return Word(chip.text, meaning, chip)


def _state(
    state: ReportState, meaning: str, *, settled: int = 10, is_being_checked: bool = False, comments: int = 0
) -> Word:
    chip = state_chip(state, settled=settled, asked=10, is_being_checked=is_being_checked, comments=comments)
    return _chip(chip, meaning)


def _timing(timing: Timing, meaning: str, days: int = 0) -> Word:
    return _chip(timeliness_chip(Timeliness(timing, days)), meaning)


STATES = Section(
    "trang-thai",
    "Báo cáo đang ở đâu",
    [
        _state(ReportState.DRAFT, "Chưa có ô nào có câu trả lời. Đơn vị cần nhập.", settled=0),
        _state(ReportState.DRAFT, "Đã trả lời 3 trong 10 ô. Đơn vị nhập tiếp.", settled=3),
        _state(
            ReportState.DRAFT,
            "Mọi ô đã có câu trả lời nhưng báo cáo còn ở đơn vị. Bấm nộp thì cấp trên mới nhận được.",
        ),
        _chip(
            state_chip(ReportState.DRAFT, settled=0, asked=0),
            "Báo cáo của một cấp không có ô phải nhập; số lấy từ các báo cáo cấp dưới đã duyệt.",
        ),
        _state(ReportState.SUBMITTED, "Cấp trên đã nhận, chưa ai mở ra kiểm tra. Đơn vị còn rút lại được."),
        _state(
            ReportState.SUBMITTED, "Cấp trên đang xem. Đơn vị không rút lại được nữa.", is_being_checked=True
        ),
        _state(
            ReportState.RETURNED,
            "Cấp trên yêu cầu sửa và ghi rõ lý do. Đơn vị sửa rồi nộp lại trước hạn sửa.",
            comments=2,
        ),
        _state(ReportState.ACCEPTED, "Xong. Số này được cộng vào tổng hợp chính thức."),
        _chip(
            WAIVED,
            "Cấp trên nộp tổng hợp mà không chờ báo cáo này, có lý do. Vẫn tính là thiếu, vẫn nhận khi nộp.",
        ),
        _chip(
            LOCKED,
            "Không nhập, nộp, rút lại được nữa. Cần sửa thì cấp trên mở khoá, ghi lý do.",
        ),
    ],
)

CHECKING = Section(
    "kiem-tra",
    "Khi kiểm tra",
    [
        Word(
            "Cần xem",
            "Số nên xem trước khi duyệt: khác năm trước nhiều, hai nơi đếm khác nhau, có số lần đầu, "
            "chưa thu thập được. Lệch nhiều đứng đầu, kèm giải trình của đơn vị.",
        ),
        Word(CommentKind.MUST_FIX.label, "Góp ý: đơn vị phải sửa số, hoặc trả lời vì sao số đã đúng."),
        Word(CommentKind.ASK.label, "Góp ý: đơn vị phải trả lời, hoặc sửa số."),
        Word(CommentKind.NOTE.label, "Góp ý để đọc, không phải làm gì. Vẫn duyệt được."),
        Word("Ô đã sửa từ lần trước", "Sau khi nộp lại: chỉ những ô có số khác lúc trả lại, và ô có góp ý."),
        Word(
            "Đang kiểm tra bởi", "Người đang đọc phiếu. Người khác muốn làm tiếp thì bấm Tiếp nhận kiểm tra."
        ),
        Word(
            "Hoàn tác, bỏ duyệt", "Vừa duyệt nhầm: hoàn tác trong 2 phút. Về sau: bỏ duyệt, phải ghi lý do."
        ),
    ],
)

WRITING = Section(
    "nhap-so",
    "Khi nhập số",
    [
        Word("Đã lưu 14:32", "Mọi số đã gõ nằm ở máy chủ từ 14 giờ 32. Đã lưu chưa phải là nộp."),
        Word("Chưa lưu được 2 ô", "Đang mất mạng. Đừng đóng trang; có mạng lại số tự lưu."),
        Word(
            "Cảnh báo",
            "Số khác năm trước nhiều, hoặc hai nơi đếm khác nhau. Có thể đúng; chỉ cần nói vì sao.",
        ),
        Word("Giải trình", "Lý do của một cảnh báo, chọn ở trang kiểm tra trước khi nộp. Cấp trên đọc được."),
        Word("Nhập thay", "Công chức xã nhập hộ một thôn, một đơn vị. Ô nào nhập thay đều ghi tên và nguồn."),
        Word(KIND_WORDS[Kind.NEW], "Xem trước tệp Excel: ô đang trống, tệp có số. Đánh dấu sẵn để nhận."),
        Word(KIND_WORDS[Kind.CHANGED], "Tệp có số khác số đang có. Xem rồi đánh dấu nếu muốn thay."),
        Word(KIND_WORDS[Kind.SAME], "Tệp và ô đang có cùng một số."),
        Word(KIND_WORDS[Kind.ERROR], "Giá trị trong tệp không nhận được; cạnh đó ghi vì sao."),
        Word(KIND_WORDS[Kind.SKIPPED], "Giá trị không thuộc ô nào của phiếu."),
    ],
)

DAYS = Section(
    "han-nop",
    "Hạn nộp",
    [
        _timing(Timing.DAYS_LEFT, "Tính theo ngày lịch, giờ Việt Nam. Nộp trong chính ngày hạn vẫn kịp.", 5),
        _timing(Timing.DUE_TODAY, "Nộp trước nửa đêm hôm nay là đúng hạn."),
        _timing(Timing.OVERDUE, "Đã qua hạn mà chưa nộp. Vẫn nhập và nộp được.", 2),
        _timing(Timing.ON_TIME, "Lần nộp đầu tiên kịp hạn. Bị trả lại sau đó vẫn giữ là đúng hạn."),
        _timing(
            Timing.LATE, "Lần nộp đầu tiên sau hạn 2 ngày. Chỉ là ghi nhận, không phải việc phải làm.", 2
        ),
        _timing(Timing.NO_DAY, "Không kế hoạch nào nêu ngày nộp cho đơn vị này, nên không có quá hạn."),
        Word(
            "Do xã ấn định",
            "Kế hoạch không nêu hạn nên cấp trên trực tiếp đặt ngày (xã, huyện hoặc tỉnh).",
        ),
        Word(
            "Gia hạn đến 25/11/2024",
            "Cấp trên cho thêm ngày, có lý do. Nộp đến hết ngày ấy vẫn là đúng hạn.",
        ),
        Word("Hạn sửa", "Ngày phải nộp lại báo cáo bị trả lại. Nếu người kiểm tra không ghi thì là 3 ngày."),
        Word(
            "Đã nộp (54,5%)",
            "Tỷ lệ nộp: báo cáo đã nộp trên báo cáo phải nộp. Bị trả lại thì chưa tính là đã nộp.",
        ),
        Word(
            "Nộp đúng hạn (54,5%)",
            "Tỷ lệ đúng hạn: nộp lần đầu kịp hạn, trên số đơn vị có hạn. Chưa ấn định hạn thì không tính.",
        ),
    ],
)

ANSWERS = Section(
    "cau-tra-loi",
    "Câu trả lời trong một ô",
    [
        Word("0", "Đã đếm, và không có trường hợp nào."),
        Word(
            FigureState.NO_CASES.label,
            "Năm nay không có ai hoặc việc gì để đếm. Ví dụ: không có thiên tai, không có trẻ cần cứu trợ.",
        ),
        Word(
            FigureState.NOT_COLLECTED.label,
            "Có thể có, nhưng đơn vị không thu thập được số. Phải ghi lý do.",
        ),
        Word(FigureState.EMPTY.label, "Ô để trống. Để trống không phải là 0, và chưa nộp được."),
        Word(FigureState.ENTERED.label, "Ô đã có số, hoặc đã chọn Có hay Không."),
        Word(
            FigureState.UNREAD.label,
            "Chữ đã gõ còn nguyên nhưng máy chưa chắc là số nào; trả lời câu hỏi dưới ô, hoặc sửa lại.",
        ),
        Word(
            "Vẫn đúng",
            "Danh hiệu năm trước còn giữ: máy hỏi “Vẫn như vậy?”. Chưa chọn thì ô còn trống.",
        ),
    ],
)

VERDICTS = Section(
    "danh-gia",
    "Kết quả so với chỉ tiêu",
    [
        _chip(status_chip(Status.MET), "Kết quả đúng với chỉ tiêu đã giao."),
        _chip(status_chip(Status.EXCEEDED), "Tốt hơn chỉ tiêu rõ rệt."),
        _chip(status_chip(Status.NOT_MET), "Kết quả chưa bằng chỉ tiêu. So bằng số chưa làm tròn."),
        _chip(
            status_chip(Status.MILESTONE_LATER),
            "Kế hoạch giao chỉ tiêu cho một năm sau (ví dụ 2025). Năm nay chưa đánh giá; "
            "dòng nhỏ bên cạnh cho biết còn cách bao nhiêu.",
        ),
        _chip(
            status_chip(Status.NO_CASES), "Mẫu số là 0 và đã được xác nhận: không đạt, cũng không chưa đạt."
        ),
        _chip(status_chip(Status.NO_DATA), "Còn thiếu tử số hoặc mẫu số."),
        _chip(
            status_chip(Status.NOT_APPLICABLE),
            "Ví dụ chỉ tiêu của thành thị, nhìn ở một xã nông thôn.",
        ),
        _chip(status_chip(Status.NO_TARGET), "Kế hoạch theo dõi số này nhưng không giao con số phải đạt."),
        _chip(
            TARGET_IN_WORDS,
            "Kế hoạch chỉ mô tả, ví dụ “đạt kết quả cao”. Đơn vị viết vài câu, người đọc tự xét.",
        ),
        _chip(
            status_chip(Status.UNREAD),
            "Lời văn của chỉ tiêu có thể hiểu hai cách; chưa đánh giá cho đến khi cơ quan ban hành xác nhận.",
        ),
        _chip(
            status_chip(Status.MET, is_partial=True),
            "Tạm thấy như vậy, nhưng còn đơn vị chưa có số. Không dùng để báo cáo là đã đạt.",
        ),
    ],
)

SUMS = Section(
    "tong-hop",
    "Khi tổng hợp",
    [
        Word("Chính thức", "Chỉ cộng báo cáo cấp dưới đã được duyệt."),
        Word("Tạm tính", "Cộng cả những số đã nhập mà chưa nộp, chưa duyệt. Chỉ để theo dõi."),
        Word("8/9 thôn", "Được hỏi 9 thôn, mới có số của 8. Ô có gạch chéo là còn thiếu."),
        Word(
            "Tử số, mẫu số",
            "Tỷ lệ = tử số : mẫu số. Cấp trên cộng tử số, cộng mẫu số rồi mới chia; "
            "không lấy trung bình các tỷ lệ.",
        ),
        Word(
            "Đã thay đổi sau khi nộp",
            "Cấp này đã nộp một số, về sau cấp dưới sửa. Số đã nộp vẫn giữ nguyên; số mới ghi bên cạnh.",
        ),
        Word(
            "Lần nộp, bản sửa",
            "Mỗi lần nộp được giữ nguyên mãi. Nộp lại sau khi đã được duyệt thì ghi là bản sửa.",
        ),
        Word("Xem cách tính", "Quy tắc, từng nơi góp bao nhiêu, phép chia của một con số. In được."),
        Word(
            "Chọn số dùng",
            "Hai nơi cùng đếm mà khác nhau: xã chọn số cộng lên, ghi lý do. Số đã ghi không đổi.",
        ),
        Word("Để tham khảo", "Chỉ tiêu của cấp khác đặt bên cạnh cho dễ so; ở đây không đánh giá."),
        Word("Năm trước", "Số đã được duyệt của cùng kỳ năm trước."),
    ],
)

OTHERS = Section(
    "tu-khac",
    "Những chữ khác",
    [
        Word(
            "Kỳ",
            "Khoảng thời gian được báo cáo: 6 tháng, năm; sơ kết, tổng kết; kế hoạch của đơn vị.",
        ),
        Word(
            "Cập nhật mẫu",
            "Thêm ô trống vào phiếu khi kế hoạch hoặc đơn vị thay đổi. Không ô nào, số nào bị bỏ.",
        ),
        Word(
            "Vướng mắc",
            "Khó khăn đơn vị báo lên cấp trên, ngày nào cũng được; có trả lời, có thể đưa vào báo cáo năm.",
        ),
        Word(
            "Nhiệm vụ", "Việc kế hoạch giao cho đơn vị, nguyên văn; mỗi kỳ ghi đang ở đâu và vài chữ kết quả."
        ),
        Word(
            "Nhật ký", "Ai đã làm gì, lúc nào, từ máy nào, số cũ → số mới. Không dòng nào sửa hay xóa được."
        ),
        Word("Chỉ tiêu, nội dung đo", "Chỉ tiêu 4 của kế hoạch có thể gồm nhiều con số: 4.1, 4.2, 4.3."),
        Word("Chỉ tiêu giao", "Con số phải đạt, và năm phải đạt nếu kế hoạch có ghi."),
        Word("Tự đặt", "Mức của từng năm do nơi ban hành đặt thêm, không có trong văn bản đã ký."),
        Word(
            "Cách đọc",
            "Hệ thống hiểu câu của chỉ tiêu thế nào. Nơi ban hành xác nhận; chữ đã ký không bị sửa.",
        ),
        Word(
            Comparison.LOWER.label,
            "Kế hoạch này yêu cầu nhẹ hơn kế hoạch cấp trên về cùng một nội dung. Chỉ nêu ra, không chặn.",
        ),
        Word("Số liệu nền", "Số dùng chung cho nhiều dòng, ví dụ tổng số trẻ em. Nhập một lần."),
        Word(
            "Số ước thực hiện",
            "Báo cáo năm làm trước khi hết năm (14/12), nên số của những ngày còn lại là ước.",
        ),
        Word(
            "Chính thức năm",
            "Kỳ mở khi đã hết năm: phiếu có sẵn số của báo cáo năm, chỉ sửa chỗ thay đổi.",
        ),
        Word("Số để đối chiếu", "Đơn vị khác mới là nguồn chính; số này để so sánh, không cộng."),
        Word("Hạn chế xem", "Số về xâm hại, HIV: chỉ đơn vị nhập, xã và cấp trên xem được."),
        Word("Phiếu", "Báo cáo của một đơn vị trong một kỳ."),
        Word("Mã biên nhận", "Bằng chứng đã nộp. Hai số cuối là lần nộp thứ mấy."),
        Word("—", "Không có số liệu. Số không thì viết là 0."),
    ],
)

BEGINNING = Section(
    "bat-dau",
    "Khi bắt đầu: đơn vị, người dùng, kỳ đầu tiên",
    [
        Word("Cổng báo cáo", "Phần mềm này cùng dữ liệu của nơi dùng. Cổng mới chưa có số liệu của ai."),
        Word(
            "Mã một lần",
            "8 chữ số, dùng thay mật khẩu để vào một lần rồi tự đặt mật khẩu. Màn hình chỉ hiện một lần.",
        ),
        Word("Phiếu tài khoản", "Tờ giấy cho từng người: địa chỉ, tên đăng nhập, mã một lần, cách vào."),
        Word(
            "Phân công",
            "Ai giữ vai trò gì ở đơn vị nào, từ ngày nào đến ngày nào. Hết ngày là không vào đơn vị ấy nữa.",
        ),
        Word(
            "Bàn giao",
            "Người mới nhận phân công từ một ngày, người cũ thôi hôm trước. Phiếu đang nhập ở lại đơn vị.",
        ),
        Word(
            "Đổi đơn vị",
            "Người có nhiều phân công chọn đang làm cho đơn vị nào; một tài khoản, một mật khẩu.",
        ),
        Word(NEVER_IN, "Có tài khoản và mã, chưa vào lần nào."),
        Word(WAITING, "Đã được cấp mã mới, chưa tự đặt mật khẩu."),
        Word(CODE_OVER, "Phải cấp mã khác thì người ấy mới vào được."),
        Word(STOPPED, "Tài khoản không vào được nữa; việc đã làm vẫn mang tên người ấy."),
        Word(
            "UBND xã tự nhập",
            "Đơn vị loại ấy không nhận phiếu; xã ghi một số chung trong phiếu của xã. Khác với nhập thay.",
        ),
        Word(
            "Số liệu các năm trước",
            "Số một nơi tự ghi cho những năm trước khi dùng cổng này, để thấy xu hướng. Không cộng lên trên.",
        ),
        Word(
            RoundKind.REHEARSAL.label,
            "Kỳ để tập: hỏi như kỳ năm, không có hạn, không tính vào đâu, bỏ được cả kỳ.",
        ),
    ],
)

KEEPING_PLANS = Section(
    "lap-ke-hoach",
    "Khi lập và sửa kế hoạch",
    [
        Word(
            f"{PlanState.DRAFT.label} (bản nháp)",
            "Kế hoạch đang nhập. Chỉ người giữ kế hoạch của nơi ban hành thấy; sửa tự do; chưa hỏi ai.",
        ),
        Word(PlanState.IN_FORCE.label, "Kỳ mở ra sẽ hỏi theo kế hoạch này."),
        Word(PlanState.ENDED.label, "Không hỏi nữa; kết quả các năm trước vẫn đọc được."),
        Word(
            "Sửa đổi theo văn bản",
            "Đã có kỳ hỏi thì sửa phải nêu số, ngày văn bản sửa đổi. Mức của các năm trước giữ nguyên.",
        ),
        Word(
            "Nội suy",
            "Mức của năm nằm giữa hai mốc, trên đường thẳng, do nơi ban hành bật; không có trong văn bản.",
        ),
        Word("Thôi áp dụng từ năm", "Chỉ tiêu không bị xóa: từ năm ấy không hỏi và không đánh giá nữa."),
        Word("Thay bằng kế hoạch mới", "Kế hoạch mới vào áp dụng thì kế hoạch này hết hiệu lực từ năm ấy."),
        Word("Nguyên văn", "Câu của văn bản, đúng từng chữ, kể cả lỗi. Hệ thống không sửa."),
        Word("Cách đo", "Kết quả tính từ số nào, trên số nào. Chung cho mọi kế hoạch nên so sánh được."),
        Word(
            "Số liệu riêng",
            "Số một nơi tự đặt vì danh mục không có. Chỉ cộng chung với nơi khác dùng đúng số liệu ấy.",
        ),
        Word(
            "Gộp, nối",
            "Quản trị cho hai tên của cùng một thứ thành một. Không số nào mất; không tách lại được.",
        ),
        Word("Danh mục", "Mọi số liệu và cách đo dùng chung trên cổng báo cáo."),
    ],
)

REARRANGED = Section(
    "sap-xep",
    "Khi đơn vị sắp xếp",
    [
        Word(MARK, "Số của các đơn vị cũ vào toàn bộ đơn vị này, cộng lại. Số của từng đơn vị cũ không đổi."),
        Word(
            "Toàn bộ, một phần",
            "Đơn vị cũ vào hết một nơi, hay bị chia. Bị chia thì đứng riêng, không cộng: không ai rõ tỷ lệ.",
        ),
        Word("Như báo cáo lúc đó", "Năm cũ theo đơn vị của năm ấy."),
        Word("Trên bản đồ hôm nay", "Năm cũ xếp theo đơn vị bây giờ; số của đơn vị cũ không đổi."),
        Word("Không phải nộp", "Phiếu của đơn vị không còn vào ngày chốt số liệu của kỳ. Vẫn đọc được."),
        Word(ENDED_WITH_ITS_UNIT, "Kế hoạch của đơn vị không còn: đọc được, không thu số liệu nữa."),
    ],
)

SECTIONS = (
    *(STATES, DAYS, WRITING, CHECKING, ANSWERS, VERDICTS, SUMS),
    *(REARRANGED, BEGINNING, KEEPING_PLANS, OTHERS),
)

SAID = {
    "not_started": state_chip(ReportState.DRAFT, settled=0, asked=10).text,
    "ready": state_chip(ReportState.DRAFT, settled=10, asked=10).text,
    "submitted": ReportState.SUBMITTED.label,
    "checking": state_chip(ReportState.SUBMITTED, settled=1, asked=1, is_being_checked=True).text,
    "returned": ReportState.RETURNED.label,
    "accepted": ReportState.ACCEPTED.label,
    "overdue": Timeliness(Timing.OVERDUE, 2).text,
    "late": Timeliness(Timing.LATE, 2).text,
    "on_time": Timeliness(Timing.ON_TIME).text,
    "no_day": Timeliness(Timing.NO_DAY).text,
    "no_cases": FigureState.NO_CASES.label,
    "not_collected": FigureState.NOT_COLLECTED.label,
    "met": Status.MET.label,
    "not_met": Status.NOT_MET.label,
    "milestone_later": Status.MILESTONE_LATER.label,
    "unread": Status.UNREAD.label,
    "partial": status_chip(Status.MET, is_partial=True).text,
}
"""The statuses that the pages quote, in the words of today's screens."""
