# Where photos are worked on


def run_here(bank, order, jobs):
    """One after another in this process."""
    model = model_of(*bank)
    for address, names in jobs:
        yield address, *photo_done(model, order, address, names)


def run_on_cluster(bank, order, jobs, scheduler, workers):
    """On the workers of a Dask scheduler, or on processes of this computer where none is given."""
    from distributed import Client, LocalCluster, WorkerPlugin, as_completed, get_worker

    class Loaded(WorkerPlugin):
        """The model of each worker process, made once, of those too that join later."""

        name = "filterbank"

        def setup(self, worker):
            self.model = model_of(*bank)

    def one(job):
        return photo_done(get_worker().plugins["filterbank"].model, order, *job)

    if scheduler is None:
        cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    else:
        cluster = contextlib.nullcontext(scheduler)
    with cluster as place, Client(place) as client:
        if not client.scheduler_info()["workers"]:
            print("waiting for a worker", file=sys.stderr)
        client.wait_for_workers(1)
        # the second is what it was called before 2023.9
        register = getattr(client, "register_plugin", None) or client.register_worker_plugin
        register(Loaded())
        futures = client.map(one, jobs, pure=False)
        address_of = {future.key: address for future, (address, _) in zip(futures, jobs)}
        for future in as_completed(futures):
            address = address_of[future.key]
            if future.status == "finished":
                yield address, *future.result()
            elif future.status == "error":
                yield address, "failed", f"its worker ended: {future.exception()}"
            else:
                yield address, "failed", "the cluster gave it up"
