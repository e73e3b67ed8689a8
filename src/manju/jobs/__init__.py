"""Long work that survives: a durable queue with leases, heartbeat, progress, cancel and retry.

@job("catalogue.inspect_master", title=Words("检查母版", "Inspect the master"))
def inspect_master(work: Working, master_id: int) -> None: ...

start(inspect_master, master_id=master.pk, by=user)      # after commit, once per key
"""
