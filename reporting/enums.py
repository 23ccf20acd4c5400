"""Which states, acts and origins does a report know?"""

from django.db import models


class RoundKind(models.TextChoices):
    """Loại kỳ báo cáo. The last three are of one plan each and ask for a text, not for figures. A rehearsal
    asks what the year asks, is due on no day, enters no sum of another round and can be thrown away."""

    SIX_MONTHS = "six_months", "6 tháng"
    YEAR = "year", "Năm"
    FINAL_YEAR = "final_year", "Chính thức năm"
    REHEARSAL = "rehearsal", "Chạy thử"
    MID_TERM = "mid_term", "Sơ kết giữa kỳ"
    FINAL = "final", "Tổng kết"
    ACTION_PLAN = "action_plan", "Kế hoạch thực hiện"


WITH_FIGURES = [RoundKind.SIX_MONTHS, RoundKind.YEAR, RoundKind.FINAL_YEAR, RoundKind.REHEARSAL]


class ReportState(models.TextChoices):
    """Stored state of a report; what else is said of it (đang nhập, quá hạn) is worked out when read."""

    DRAFT = "draft", "Đang nhập"
    SUBMITTED = "submitted", "Đã nộp – chờ kiểm tra"
    RETURNED = "returned", "Bị trả lại"
    ACCEPTED = "accepted", "Đã duyệt"


HANDED_IN = (ReportState.SUBMITTED, ReportState.ACCEPTED)
"""The report stands with the level above: what it handed up is what counts."""


class FigureState(models.TextChoices):
    """The answer in a cell. Four of them are kinds of nothing, and none ever turns into another."""

    EMPTY = "empty", "Chưa nhập"
    ENTERED = "entered", "Đã nhập"
    NO_CASES = "no_cases", "Không phát sinh"
    NOT_COLLECTED = "not_collected", "Chưa thu thập được"
    UNREAD = "unread", "Chưa đọc được"


class Origin(models.TextChoices):
    """Nguồn of a value: how it came into the cell."""

    TYPED = "typed", "nhập tay"
    PASTED = "pasted", "dán từ Excel"
    EXCEL = "excel", "tệp Excel"
    UNDONE = "undone", "hoàn tác"
    ON_BEHALF = "on_behalf", "nhập thay"
    PREFILLED = "prefilled", "lấy từ báo cáo năm"
    HISTORY = "history", "số liệu các năm trước"
    IMPORTED = "imported", "tệp dữ liệu"
    DEMONSTRATION = "demonstration", "dữ liệu minh họa"


class Act(models.TextChoices):
    """Việc đã làm with a report."""

    OPENED = "opened", "mở phiếu"
    SUBMITTED = "submitted", "nộp báo cáo"
    RECALLED = "recalled", "rút lại"
    CHECK_STARTED = "check_started", "nhận kiểm tra"
    CHECK_RELEASED = "check_released", "thôi kiểm tra"
    RETURNED = "returned", "trả lại"
    ACCEPTED = "accepted", "duyệt"
    ACCEPTANCE_UNDONE = "acceptance_undone", "bỏ duyệt"
    STAND_IN_STARTED = "stand_in_started", "bắt đầu nhập thay"
    STAND_IN_ENDED = "stand_in_ended", "thôi nhập thay"
    WAIVED = "waived", "chấp nhận thiếu"
    WAIVER_ENDED = "waiver_ended", "thôi chấp nhận thiếu"
    DAY_SET = "day_set", "ấn định hạn nộp"
    EXTENDED = "extended", "gia hạn"
    LOCKED = "locked", "chốt"
    UNLOCKED = "unlocked", "mở khoá"
    FORM_UPDATED = "form_updated", "cập nhật mẫu"


class Actor(models.TextChoices):
    """Whose side of the desk an act belongs to."""

    UNIT = "unit", "đơn vị báo cáo"
    ABOVE = "above", "đơn vị cấp trên trực tiếp"


class StandInSource(models.TextChoices):
    """Nguồn khi nhập thay: from what the person who enters for somebody else has the figures."""

    PAPER = "paper", "phiếu giấy"
    PHONE = "phone", "điện thoại"
    ZALO = "zalo", "Zalo"
    OTHER = "other", "nguồn khác"


class ExplainedBy(models.TextChoices):
    """Giải trình: why a figure is as odd as a warning says."""

    POPULATION = "population", "Thay đổi dân số"
    METHOD = "method", "Đổi cách tính, nguồn"
    MERGED = "merged", "Sáp nhập, chia tách"
    DISASTER = "disaster", "Dịch bệnh, thiên tai"
    FULLER = "fuller", "Rà soát đầy đủ hơn"
    CORRECTED = "corrected", "Sửa sai năm trước"
    OTHER = "other", "Khác"


class IntakeState(models.TextChoices):
    """What became of an uploaded file or a pasted block: looked at, taken over, put aside, taken back."""

    WAITING = "waiting", "Chờ xem"
    ACCEPTED = "accepted", "Đã nhận"
    DROPPED = "dropped", "Đã bỏ"
    UNDONE = "undone", "Đã hoàn tác"


class CommentKind(models.TextChoices):
    """Loại góp ý: what the reviewer wants done about the cell."""

    MUST_FIX = "must_fix", "Cần sửa"
    ASK = "ask", "Hỏi lại"
    NOTE = "note", "Ghi nhận"


class TaskState(models.TextChoices):
    """Tình hình of a task in a round."""

    NOT_STARTED = "not_started", "Chưa làm"
    ONGOING = "ongoing", "Đang làm"
    DONE = "done", "Đã làm xong"


class NoticeKind(models.TextChoices):
    """Loại thông báo."""

    RETURNED = "returned", "bị trả lại"
    ACCEPTED = "accepted", "đã duyệt"
    REOPENED = "reopened", "mở lại"
    SUBMITTED = "submitted", "đã nộp"
    STAND_IN = "stand_in", "nhập thay"
    WAIVED = "waived", "chấp nhận thiếu"
    DAYS = "days", "hạn nộp"
    LOCK = "lock", "chốt, mở khoá"
    FORM = "form", "mẫu báo cáo"
    REMINDER = "reminder", "nhắc việc"
    ESCALATION = "escalation", "cấp dưới quá hạn"
    DIFFICULTY = "difficulty", "vướng mắc"
    IMPORTED = "imported", "số liệu từ tệp"
    EXPORTED = "exported", "tệp đã xuất"


class Side(models.TextChoices):
    """Which of two sums of the same thing a place uses: that of the item's source, or of who checks it."""

    SOURCE = "source", "Nguồn số liệu"
    CHECK = "check", "Đơn vị đối chiếu"


class BulkKind(models.TextChoices):
    """Loại dữ liệu that comes in and goes out as CSV."""

    UNITS = "units", "Đơn vị"
    SUCCESSIONS = "successions", "Đơn vị kế thừa"
    ITEMS = "items", "Danh mục số liệu"
    FIGURES = "figures", "Số liệu"


class AnnualState(models.TextChoices):
    """Is a report that a leader signs still being written, or is it out and stands as it is for ever?"""

    DRAFT = "draft", "Đang soạn"
    ISSUED = "issued", "Đã phát hành"


class ExportKind(models.TextChoices):
    """Nội dung of a file that is taken out."""

    RESULTS = "results", "Biểu kết quả theo kế hoạch"
    ROLLUP = "rollup", "Biểu tổng hợp"
    FLAT = "flat", "Bảng dữ liệu phẳng"
    TRACKING = "tracking", "Theo dõi nộp"
    ANNUAL = "annual", "Báo cáo năm"
    FORM = "form", "Phiếu báo cáo"
    LOG = "log", "Nhật ký"
    BULK = "bulk", "Dữ liệu theo dòng"


class ExportFormat(models.TextChoices):
    """Định dạng: the ending of the file's name."""

    XLSX = "xlsx", "Excel"
    DOCX = "docx", "Word"
    PDF = "pdf", "PDF"
    CSV = "csv", "CSV"


class ExportState(models.TextChoices):
    """How far the making of a file has come. A file handed out at once is done from the start."""

    WAITING = "waiting", "Chờ tạo"
    RUNNING = "running", "Đang tạo"
    DONE = "done", "Xong"
    FAILED = "failed", "Lỗi"
    CANCELLED = "cancelled", "Đã huỷ"


OVER = (ExportState.DONE, ExportState.FAILED, ExportState.CANCELLED)
