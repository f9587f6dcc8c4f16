DROP TABLE entry_search, figures, citations, entry_links, entry_technologies, entry_companies, entry_dates, responses, events, entries;
