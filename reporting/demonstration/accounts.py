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
    Account("thon6.namdong", "Trưởng thôn, Thôn 6", "Sửa phiếu bị trả lại, nộp lại"),
    Account("congan.namdong", "Công an xã", "Nộp một số liệu hạn chế xem"),
    Account("vhxh.namdong", "Công chức VH-XH của xã", "Nhận kiểm tra, trả lại, duyệt; báo cáo của xã"),
    Account("so.hue", "Sở LĐTBXH Thừa Thiên Huế", "Bảng năm 2020 của tỉnh (kế hoạch 003)"),
    Account("vhxh.langioi", "Công chức VH-XH xã Lan Giới", "Nhập cả phiếu của xã chưa chia thôn"),
    Account("huyen.tanyen", "Phòng LĐTBXH huyện Tân Yên", "Kiểm tra 22 xã, thị trấn; bảng năm của huyện"),
    Account("lanhdao.tanyen", "Lãnh đạo UBND huyện Tân Yên", "Đọc tổng hợp của huyện, so với năm trước"),
    Account("tyt.hoangduc", "Trạm Y tế xã Hoằng Đức", "Nhập nốt 16 số liệu của trạm"),
    Account("vhxh.hoangduc", "Công chức LĐTBXH xã Hoằng Đức", "Quá hạn 10 ngày; chỉ tiêu từng năm xã tự đặt"),
    Account("so.thanhhoa", "Sở LĐTBXH Thanh Hóa", "Bốn năm 2021–2024 của một xã"),
    Account("vhxh.anson", "Công chức VH-XH xã An Sơn", "Quá hạn 5 ngày; số tiền, tự đánh giá bằng lời"),
    Account("huyen.vanquan", "Phòng của huyện Văn Quan", "Kỳ 6 tháng: số thay đổi sau khi nộp"),
    Account("quantri", "Quản trị, cả bốn tỉnh", "Thấy kế hoạch, không thấy số liệu"),
    Account("vhxh.cu.namdong", "Công chức đã chuyển công tác", "Hết phân công từ 14/11/2024: không thấy gì"),
)
