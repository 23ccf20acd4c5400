"""Which accounts does a visitor of the demonstration try first, and what is there to see with each?"""

from dataclasses import dataclass

PASSWORD = "minhhoa-2024"  # noqa: S105 – no secret: one word for all invented accounts, printed at every start
"""Of every demonstration account; in production there are none."""


@dataclass(frozen=True)
class Account:
    """One line of the table: who it is, in the words of the desk, and what to try."""

    username: str
    who: str
    try_this: str


ACCOUNTS = (
    Account("thon1.namdong", "Trưởng thôn, Thôn 1 (kế hoạch 000)", "Nhập 10 số liệu của thôn rồi nộp"),
    Account("thon6.namdong", "Trưởng thôn, Thôn 6", "Sửa hoặc trả lời góp ý, nộp lại"),
    Account("congan.namdong", "Công an xã", "Nộp một số liệu hạn chế xem"),
    Account("tyt.namdong", "Trạm Y tế của xã", "Nhiệm vụ, vướng mắc, kế hoạch của trạm"),
    Account("vhxh.namdong", "Công chức VH-XH của xã", "Kiểm tra 5 phiếu: duyệt, trả lại; Nhập thay"),
    Account("so.hue", "Sở LĐTBXH Thừa Thiên Huế", "Kỳ chính thức 2023; bảng năm 2020 của tỉnh"),
    Account("vhxh.langioi", "Công chức VH-XH xã Lan Giới", "Được gia hạn; nhập phiếu cho cả xã"),
    Account("huyen.tanyen", "Phòng LĐTBXH huyện Tân Yên", "Theo dõi nộp 22 xã; Kiểm tra, duyệt nhiều xã"),
    Account("so.bacgiang", "Sở LĐTBXH Bắc Giang", "Mở kỳ chính thức 2023: xem trước hỏi ai, gì"),
    Account("lanhdao.tanyen", "Lãnh đạo UBND huyện Tân Yên", "Đọc tổng hợp của huyện, so với năm trước"),
    Account("tyt.hoangduc", "Trạm Y tế xã Hoằng Đức", "Nhập nốt 16 số liệu của trạm"),
    Account(
        "vhxh.hoangduc", "Công chức LĐTBXH xã Hoằng Đức", "Theo dõi nộp, đôn đốc; xã tự đặt chỉ tiêu năm"
    ),
    Account("so.thanhhoa", "Sở LĐTBXH Thanh Hóa", "Bốn năm 2021–2024 của một xã"),
    Account("vhxh.anson", "Công chức VH-XH xã An Sơn", "Quá hạn 5 ngày, một thôn được chấp nhận thiếu"),
    Account("huyen.vanquan", "Phòng của huyện Văn Quan", "Kỳ 6 tháng: số thay đổi sau khi nộp"),
    Account("quantri", "Quản trị, cả bốn tỉnh", "Nhật ký, kỳ báo cáo; không thấy số liệu"),
    Account("vhxh.cu.namdong", "Công chức đã chuyển công tác", "Hết phân công từ 14/11/2024: không thấy gì"),
)
