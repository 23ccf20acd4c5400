"""A forgotten password, by phone: the coordinator reads out a code, its person chooses a password with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

COORDINATOR, HEAD = "vhxh.namdong", "thon9.namdong"
CHOSEN = "cay-lua-ba-mua"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_code_read_out_by_phone_leads_home(visit: Callable[..., Any], script: bool) -> None:
    with visit(script=script) as desk, visit(phone=True, script=script) as phone:
        desk.signs_in(COORDINATOR)
        desk.page.locator("summary", has_text="Nguyễn Thị Vân").click()
        desk.presses("Người dùng")
        # Two clicks from the list: the person, then the button.
        desk.page.get_by_role("link", name="Hồ Văn Mít").click()
        desk.presses("Đặt lại mật khẩu")
        code = desk.page.locator(".code-large").inner_text()
        assert desk.fits()

        phone.goes_to("/dang-nhap/")
        phone.page.locator("summary", has_text="Quên mật khẩu?").click()
        assert phone.sees("Gọi công chức Văn hóa - Xã hội của xã mình")
        phone.signs_in(HEAD, code.replace(" ", ""))
        phone.waits_for("Đặt mật khẩu của bạn")
        assert phone.fits()
        phone.goes_to("/bao-cao/")  # there is no way around it
        phone.waits_for("Đặt mật khẩu của bạn")
        phone.page.locator("[name=new_password1]").fill(CHOSEN)
        phone.page.locator("[name=new_password2]").fill(CHOSEN)
        phone.presses("Đặt mật khẩu")
        phone.waits_for("Đã đặt mật khẩu.")

        # The code is dead; the chosen password and the number of the phone open the door.
        with visit(phone=True, script=script) as later:
            later.signs_in(HEAD, code)
            later.waits_for("Tên đăng nhập hoặc mật khẩu chưa đúng.")
            later.signs_in("0900 000 009", CHOSEN)
            later.waits_for("Việc cần làm")
        desk.presses("Đã đọc xong")
        assert desk.sees("Đang dùng")
