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
    Account("thon1.namdong", "Trưởng thôn, Thôn 1", "Nhập 10 số liệu của thôn, kiểm tra rồi nộp"),
    Account("thon6.namdong", "Trưởng thôn, Thôn 6", "Sửa phiếu bị trả lại, nộp lại"),
    Account("congan.namdong", "Công an xã", "Nộp một số liệu hạn chế xem"),
    Account("vhxh.namdong", "Công chức VH-XH của xã", "Nhận kiểm tra, trả lại, duyệt; báo cáo của xã"),
    Account("lanhdao.namdong", "Lãnh đạo UBND xã", "Đọc tổng hợp và bảng năm của xã"),
    Account("huyen.namdong", "Phòng LĐTBXH huyện Nam Đông", "Xem huyện chỉ có một xã phải báo cáo"),
    Account("so.hue", "Sở LĐTBXH Thừa Thiên Huế", "Xem tổng hợp của tỉnh, xuất Excel, PDF"),
    Account("vhxh.ngocvan", "Công chức VH-XH xã Ngọc Vân", "Duyệt nốt ba đơn vị, nộp báo cáo của xã"),
    Account("vhxh.langioi", "Công chức VH-XH xã Lan Giới", "Nhập cả phiếu của xã chưa chia thôn"),
    Account("huyen.tanyen", "Phòng LĐTBXH huyện Tân Yên", "Kiểm tra 22 xã, thị trấn; bảng năm của huyện"),
    Account("so.bacgiang", "Sở LĐTBXH Bắc Giang", "Xem tổng hợp của tỉnh, so với năm 2023"),
    Account("quantri", "Quản trị, cả hai tỉnh", "Thấy kế hoạch, không thấy số liệu"),
    Account("vhxh.cu.namdong", "Công chức đã chuyển công tác", "Hết phân công từ 14/11/2024: không thấy gì"),
)
