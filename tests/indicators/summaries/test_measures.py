"""Does a search without diacritics find the measure, and do the words of a Chỉ tiêu suggest the right one?"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test.utils import CaptureQueriesContext
from django.db import connection

from indicators.loading import load_everything
from indicators.models import Component
from indicators.summaries.measures import search_measures, suggest_measures
from units.enums import Level
from units.models import Unit
pytestmark = pytest.mark.django_db
ISSUERS = {
    "viet-nam": Level.COUNTRY,
    "thua-thien-hue": Level.PROVINCE,
    "tan-yen": Level.DISTRICT,
    "nam-dong-xa-chua-ro-ten": Level.COMMUNE,
    "an-son": Level.COMMUNE,
    "hoang-duc": Level.COMMUNE,
}

def test_probe():
    for key, level in ISSUERS.items():
        Unit.objects.create(key=key, level=level)
    load_everything(settings.BASE_DIR / "fixtures")
    import time
    for keys in (("000","001","002","003","004"),("qd23",)):
        ok=one=tot=0
        for c in Component.objects.filter(indicator__plan__key__in=keys).select_related("measure","indicator"):
            t=time.perf_counter()
            got=[m.code for m in suggest_measures(c.words, without_plan=c.indicator.plan_id)]
            t=time.perf_counter()-t
            tot+=1; ok+=c.measure.code in got; one+=got[:1]==[c.measure.code]
            if c.measure.code not in got: print(c.indicator.plan_id,c.label,c.measure.code,c.words,got)
        print(keys,ok,one,tot,ok/tot,t)
    for q in ("suy dinh duong","tảo hôn","m1-05","xã","tre duoi 5 khai sinh"):
        print(q,[m.code for m in search_measures(q)])
    assert 0
