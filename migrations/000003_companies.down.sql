DROP TABLE company_relations, company_identifiers, company_names, companies, lists, authorities, technologies;
