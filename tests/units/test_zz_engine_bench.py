import time, csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from childplan.clock import VIET_NAM
from units.loading import load_country
from units.models import *
from units.rearrangement_files import *
from units.actions.rearranging_by_files import rearrange_by_files
from units.actions.cancelling import cancel
from units.enums import *

@pytest.mark.django_db
def test_it():
    load_country(Path('fixtures/units'))
    country=Unit.objects.get(key='viet-nam')
    u=User.objects.create_user('a',full_name='A'); Posting.objects.create(user=u,unit=country,role=Role.ADMIN)
    coms=list(Unit.objects.filter(level='commune'))
    units=[];spots=[]
    for c in coms:
        for n in range(9):
            x=Unit(key=f'{c.key[:60]}-{c.pk}-thon-{n}',level='village'); units.append(x); spots.append((x,c,f'Thôn {n}','thôn'))
        for k in('health_station','police'):
            x=Unit(key=f'{c.key[:60]}-{c.pk}-{k}',level='agency',agency_kind=k); units.append(x); spots.append((x,c,AgencyKind(k).label,''))
    Unit.objects.bulk_create(units,batch_size=5000)
    stand=set(Placement.objects.as_of(date(2025,6,30)).values_list('unit_id',flat=True))
    Placement.objects.bulk_create([Placement(unit=x,parent=c,name=n,kind=k,ends_on=None if c.pk in stand else date(2024,11,30)) for x,c,n,k in spots],batch_size=5000)
    users=[User(username=f'u{i}',full_name=f'Người {i}') for i in range(20000)]
    User.objects.bulk_create(users,batch_size=5000)
    st=[x for x,_,_,_ in spots if x.agency_kind=='health_station']
    Posting.objects.bulk_create([Posting(user=users[i],unit=c,role='commune_coordinator') for i,c in enumerate(coms[:9900]) if c.pk in stand]+[Posting(user=users[9950+i],unit=c,role='unit_reporter') for i,c in enumerate(st[:9900])],batch_size=5000)
    contents=folder_files(Path('fixtures/units/reform_2025'))
    parts={}
    for r in csv.DictReader(contents['successions.csv'].decode().splitlines()):
        if r['share']=='part': parts.setdefault(r['predecessor'],r['successor'])
    by_c={}
    for x,c,n,k in spots:
        if x.level=='village': by_c.setdefault(c.key,[]).append(x.key)
    contents['moves.csv']=('key,parent\n'+''.join(f'{v},{p}\n' for o,p in parts.items() for v in by_c.get(o,()))).encode()
    before=snap()
    t=time.time()
    with CaptureQueriesContext(connection) as q:
        done=rearrange_by_files(contents=contents,decision='NQ',by=u,at=datetime(2025,6,1,tzinfo=VIET_NAM))
    print(connection.vendor,'schedule',time.time()-t,len(q),'sql',sum(float(x['time']) for x in q.captured_queries), len(done.told.rearrangement.moves),len(done.told.rearrangement.new),len(done.told.posts))
    for x in sorted(q.captured_queries,key=lambda x:-float(x['time']))[:6]: print(x['time'],x['sql'][:140])
    for d in(date(2025,6,30),date(2025,7,1)):
        print(d,Counter(Placement.objects.as_of(d).values_list('unit__level',flat=True)), Posting.objects.as_of(d).count())
    there=Placement.objects.as_of(date(2025,7,1))
    print('lost',there.filter(parent__isnull=False).exclude(parent__in=there.values('unit')).count())
    for row in reversed(done.rows[1:]): cancel(reorganisation=row,reason='x',by=u,at=datetime(2025,6,2,tzinfo=VIET_NAM))
    t=time.time()
    with CaptureQueriesContext(connection) as q:
        cancel(reorganisation=done.rows[0],reason='x',by=u,at=datetime(2025,6,2,tzinfo=VIET_NAM))
    print('cancel',time.time()-t,len(q))
    for x in sorted(q.captured_queries,key=lambda x:-float(x['time']))[:6]: print(x['time'],x['sql'][:140])
    after=snap()
    for k in before:
        if k!='Unit': assert before[k]==after[k]
    print(len(before['Unit']),len(after['Unit']))
def snap():
    return {m.__name__:sorted(m.objects.values_list(),key=lambda r:r[0]) for m in(Unit,Placement,Posting,Succession,DirectKind)}
