-- Documents lie about in the order of their times: of a few days only the pages that may have some of them are read.
create index search_by_time on search_documents using brin (at) with (pages_per_range = 32, autosummarize = on);
