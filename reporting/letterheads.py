"""What stands around a unit's report if nobody has said otherwise? Nghị định 30/2020/NĐ-CP, Phụ lục I."""
