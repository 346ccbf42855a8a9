"""Child processes: started by argv only, in their own group, and gone when their owner is.

Others may import `run`, `Finished` and the errors from `command`, `open_process` from `process` where output has to be
read while it comes, and `clean_environment` from `environment`.
"""
