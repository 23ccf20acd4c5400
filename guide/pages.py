"""Which pages has Trợ giúp, and whose is each?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from units.enums import Role


@dataclass(frozen=True)
class Page:
    """One page. `roles`: whose work it describes; empty where it is for everybody."""

    key: str
    title: str
    about: str
    template: str
    roles: frozenset[Role] = frozenset()


def _for(role: Role, key: str, title: str, about: str, template: str) -> Page:
    return Page(key, title, about, template, frozenset({role}))


_READERS = frozenset({Role.COMMUNE_COORDINATOR, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.LEADER})


PAGES: dict[str, Page] = {
    page.key: page
    for page in (
        _for(
            Role.VILLAGE_HEAD,
            "truong-thon",
            "Trưởng thôn: nộp số liệu của thôn",
            "Nhập vài con số trên điện thoại, nộp, biết chắc là đã nộp; khi xã trả lại thì làm gì.",
            "guide/village_head.html",
        ),
        _for(
            Role.UNIT_REPORTER,
            "dau-moi-don-vi",
            "Đầu mối đơn vị: nhập và nộp báo cáo",
            "Trạm Y tế, Công an xã, các trường, Tư pháp - Hộ tịch, Văn hóa - Thể thao.",
            "guide/unit_reporter.html",
        ),
        _for(
            Role.COMMUNE_COORDINATOR,
            "cong-chuc-xa",
            "Công chức Văn hóa - Xã hội: kiểm tra và nộp báo cáo của xã",
            "Ai chậm, nhắc ai, duyệt hoặc trả lại từng phiếu, gia hạn, nộp lên huyện.",
            "guide/commune_coordinator.html",
        ),
        _for(
            Role.COMMUNE_COORDINATOR,
            "xa-bat-dau",
            "Xã bắt đầu từ con số không",
            "Ngày đầu, theo thứ tự: đơn vị, người dùng, kế hoạch, số liệu các năm trước, chạy thử, mở kỳ.",
            "guide/commune_start.html",
        ),
        _for(
            Role.DISTRICT_OFFICER,
            "phong-huyen",
            "Phòng LĐTBXH huyện: kiểm tra các xã và nộp lên tỉnh",
            "Theo dõi nộp, đôn đốc, duyệt nhiều xã một lần, hạn và chốt, biểu năm.",
            "guide/district_officer.html",
        ),
        _for(
            Role.PROVINCE_OFFICER,
            "so-tinh",
            "Sở LĐTBXH: mở kỳ, theo dõi, tổng hợp toàn tỉnh",
            "Mở kỳ có xem trước, chốt, kỳ chính thức; từ số của tỉnh xuống tới ô gốc, tải Excel và PDF.",
            "guide/province_officer.html",
        ),
        _for(
            Role.LEADER,
            "lanh-dao",
            "Lãnh đạo: đọc kết quả",
            "Một trang cho biết chỉ tiêu nào đạt, chỉ tiêu nào chưa, còn thiếu số của ai.",
            "guide/leader.html",
        ),
        _for(
            Role.ADMIN,
            "quan-tri",
            "Quản trị: cổng báo cáo, người dùng, danh mục",
            "Tạo cổng, thêm công chức của xã, cấp mã, gộp số liệu riêng; việc trên máy chủ.",
            "guide/admin.html",
        ),
        # What several roles do, or one of them now and then, stands behind everybody's daily page.
        Page(
            "doc-tong-hop",
            "Đọc bảng tổng hợp và xem cách tính",
            "Từ một số xuống tới ô gốc, cách tính in được, các lần nộp, trang chỉ tiêu, so sánh, năm cũ.",
            "guide/reading_totals.html",
            _READERS,
        ),
        Page(
            "bao-cao-nam",
            "Lập báo cáo năm trình ký",
            "Lời gợi ý từ số liệu, xem trước từng trang, xuất Word, phát hành, bản sửa đổi, bản công khai.",
            "guide/annual_report.html",
            _READERS,
        ),
        Page(
            "xuat-tep",
            "Xuất tệp, in trang, tra mã tệp",
            "Excel, PDF, CSV; tệp lớn tạo dần; mã in trong tệp dẫn về đúng trang.",
            "guide/exporting.html",
            _READERS,
        ),
        _for(
            Role.COMMUNE_COORDINATOR,
            "chon-so-dung",
            "Hai nơi đếm khác nhau: chọn số dùng",
            "Trạm y tế ghi một số, các thôn cộng lại ra số khác: xã chọn thế nào, rồi sao.",
            "guide/settling.html",
        ),
        _for(
            Role.COMMUNE_COORDINATOR,
            "xa-moi",
            "Xã mới sau sắp xếp: số các năm trước ở đâu",
            "Dấu ◊, phiếu của năm nay, kế hoạch, người và việc của xã cũ.",
            "guide/new_commune.html",
        ),
        Page(
            "sap-xep-don-vi",
            "Sắp xếp đơn vị: sáp nhập, chia tách, đổi tên, bỏ cấp",
            "Lập theo văn bản, xem trước, lên lịch, huỷ được đến hôm trước; cây đơn vị của một ngày.",
            "guide/rearranging.html",
            frozenset({Role.PROVINCE_OFFICER, Role.ADMIN}),
        ),
        Page(
            "dang-nhap",
            "Đăng nhập: lần đầu, quên mật khẩu, đổi đơn vị",
            "Vào bằng mã một lần, xin mã mới, làm hai việc bằng một tài khoản.",
            "guide/signing_in.html",
        ),
        Page(
            "go-so",
            "Gõ số thế nào",
            "1.234 hay 1,234; dấu phẩy; dán “5/804”; số 0 và ô để trống.",
            "guide/typing_numbers.html",
        ),
        Page(
            "du-lieu-csv",
            "Đưa dữ liệu vào, lấy ra bằng tệp CSV",
            "Từng cột nghĩa là gì, dòng nào bị từ chối và vì sao, số các năm cũ.",
            "guide/bulk_data.html",
        ),
        Page(
            "tu-ngu",
            "Từ ngữ và trạng thái",
            "Mỗi chữ trên màn hình nghĩa là gì, và ai phải làm gì tiếp.",
            "guide/glossary.html",
        ),
    )
}


def own_and_others(roles: Collection[str]) -> tuple[list[Page], list[Page], list[Page]]:
    """The pages of the reader's own roles, those for everybody, and those of the other roles."""
    own = [page for page in PAGES.values() if page.roles.intersection(roles)]
    general = [page for page in PAGES.values() if not page.roles]
    return own, general, [page for page in PAGES.values() if page not in own and page not in general]
