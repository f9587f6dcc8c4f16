package tracker

import "slices"

// A Term is one item of a closed vocabulary: a code for data and URLs, two
// labels for readers, and one line that says what it means.
type Term struct {
	Code    string
	English string
	Chinese string // zh-Hans
	Meaning string
}

// A Vocabulary is a closed list of terms in the order readers see them.
type Vocabulary []Term

// Find returns the term with that code.
func (v Vocabulary) Find(code string) (Term, bool) {
	i := slices.IndexFunc(v, func(t Term) bool { return t.Code == code })
	if i < 0 {
		return Term{}, false
	}
	return v[i], true
}

// Has tells whether the code is one of the vocabulary's.
func (v Vocabulary) Has(code string) bool {
	_, ok := v.Find(code)
	return ok
}

// Label is the English label of a code, or the code itself if unknown.
func (v Vocabulary) Label(code string) string {
	if t, ok := v.Find(code); ok {
		return t.English
	}
	return code
}

// Instruments is the vocabulary of the kind of act an event is.
var Instruments = Vocabulary{
	{"entity_listing", "Entity listing", "列入实体清单", "Companies are put on a list that restricts trade or contracts with them."},
	{"delisting", "Delisting", "移出清单", "Companies leave such a list."},
	{"countermeasure_listing", "Countermeasure listing", "反制清单", "A state puts foreign firms on a list of its own in answer to conduct abroad, or suspends such a listing."},
	{"export_control_rule", "Export control rule", "出口管制规则", "A rule says which goods, software or know-how need a licence, and for whom."},
	{"resource_export_control", "Raw-material export control", "资源出口管制", "Minerals, metals or battery materials are put under licence or banned from export, or freed."},
	{"licensing_decision", "Licensing decision", "许可决定", "A licence, general licence, letter or waiver is granted, changed, refused or withdrawn for named parties or goods."},
	{"import_restriction", "Import restriction", "进口限制", "Goods or technology of a kind or origin may not be brought in."},
	{"tariff", "Tariff", "关税", "A duty on technology goods is set, raised, lowered or put off."},
	{"procurement_ban", "Procurement ban", "政府采购禁令", "Public bodies, or those they pay, may not buy or use the goods."},
	{"equipment_ban", "Network equipment ban", "设备禁令", "Equipment is kept out of networks or refused approval for a market."},
	{"market_access_restriction", "Market access restriction", "市场准入限制", "A firm, service or product is refused, removed from or discouraged in a market."},
	{"investment_restriction", "Investment restriction", "投资限制", "Investment into or by firms is barred, screened, unwound or taken under state control."},
	{"executive_order", "Executive order", "行政令", "An order of the head of government that starts, changes or ends a regime."},
	{"legislation", "Legislation", "立法", "A law or a regulation of general force is adopted or proposed."},
	{"legal_action", "Legal action", "司法行动", "A prosecution, settlement, arrest or formal legal finding by a state."},
	{"investigation", "Investigation", "调查", "An authority opens or advances a formal inquiry that may end in measures."},
	{"policy_statement", "Policy statement", "政策声明", "An authority announces, warns or recommends without binding force yet."},
}

// Directions is the vocabulary of the way an event moves a restriction.
var Directions = Vocabulary{
	{"imposes", "Imposes", "实施", "A new restriction begins."},
	{"tightens", "Tightens", "收紧", "An existing restriction reaches further or grows stricter."},
	{"eases", "Eases", "放宽", "A restriction stays but is weakened, suspended or waived in part."},
	{"lifts", "Lifts", "解除", "A restriction ends."},
	{"signals", "Signals", "释放信号", "Something is announced, proposed, designated or threatened without a binding effect yet."},
}

// Strategies is the vocabulary of the main line a response takes.
var Strategies = Vocabulary{
	{"in_house_chip", "In-house chip", "自研芯片", "The company designs or fields a chip of its own."},
	{"domestic_substitution", "Domestic substitution", "国产替代", "Home-made parts, tools or software take the place of foreign ones."},
	{"supplier_switch", "Supplier switch", "更换供应商", "The company moves to another supplier, usually one at home."},
	{"stockpiling", "Stockpiling", "囤货", "Goods are bought ahead of, or because of, a restriction."},
	{"efficiency_research", "Efficiency research", "效率研究", "More is got out of fewer or weaker chips by method and software."},
	{"chip_combination", "Chip combination", "混合芯片", "Different makes or generations of chips are made to work as one system."},
	{"overseas_compute", "Overseas computing", "海外算力", "Computing is rented or built where restricted chips may be used."},
	{"open_source", "Open source", "开源", "Code, model weights or designs are opened to build a base outside foreign control."},
	{"product_redesign", "Product redesign", "产品降规", "A product is altered to fall below a threshold or to avoid a banned part."},
	{"compliance", "Compliance", "合规停供", "The company stops or changes business to obey the measure."},
	{"market_exit", "Market exit", "退出市场", "The company leaves a market because of the measure."},
	{"litigation", "Litigation", "诉讼", "The company, or a state before a tribunal, goes to law against the measure."},
	{"lobbying", "Lobbying and bargaining", "游说与交涉", "The company objects in public, lobbies or strikes a bargain with the authority."},
	{"investment", "Investment and fund-raising", "投资与融资", "Money is raised or spent on capacity, research, stakes or acquisitions."},
	{"restructuring", "Restructuring", "重组", "The company reshapes, merges, splits, lists or postpones such a step."},
	{"divestiture", "Divestiture", "剥离出售", "The company sells a business that the measure has made hard to run."},
	{"state_support", "State support", "国家支持", "A state body pays for or organises the effort to do without restricted technology."},
}

// CompanyRoles is the vocabulary of the part a company has in an entry.
var CompanyRoles = Vocabulary{
	{"target", "Target", "目标", "Event: the measure names or is plainly aimed at the company."},
	{"affected", "Affected", "受影响", "Event: the company feels the measure without being its target."},
	{"beneficiary", "Beneficiary", "受益", "Event: the measure eases or helps the company's position."},
	{"actor", "Actor", "行动方", "Response: the company that acted."},
	{"partner", "Partner", "合作方", "Response: a company that took part or supplied the means."},
}

// EventRelations is the vocabulary of the tie of an event to an earlier one.
var EventRelations = Vocabulary{
	{"amends", "Amends", "修订", "Changes, suspends or limits the earlier event without ending it."},
	{"extends", "Extends", "扩展", "Carries the earlier event further in scope, targets or time, or is the next step in the same line."},
	{"reverses", "Reverses", "撤销", "Ends or undoes the earlier event."},
	{"implements", "Implements", "落实", "Carries out what the earlier event ordered, enabled or announced."},
	{"retaliates_for", "Retaliates for", "反制", "Answers a restriction of another state, by declaration or in the reading of the sources; where it is only a reading, the editor's note says so."},
}

// SourceKinds is the vocabulary of the nature of a source.
var SourceKinds = Vocabulary{
	{"primary", "Primary", "原始文件", "An official text: law, notice, filing, court paper, transcript of the speaker's own words, technical report."},
	{"company_statement", "Company statement", "公司声明", "What a company says of itself."},
	{"news", "News", "新闻报道", "Reporting by a newsroom or trade journal, original or built on the sources it relays."},
	{"syndication", "Syndication", "转载", "A copy, reprint or close rewrite of somebody else's text."},
	{"analysis", "Analysis", "分析", "A law firm's, researcher's or reference work's account."},
}

// RelayKinds is the vocabulary of the way one source repeats another.
var RelayKinds = Vocabulary{
	{"reports", "Reports", "报道", "Tells in its own words what the other source said first."},
	{"syndicates", "Syndicates", "转载", "Carries the other source's text, whole or nearly so."},
	{"translates", "Translates", "翻译", "Carries the other source's text in another language."},
	{"quotes", "Quotes", "引用", "Cites passages of the other source."},
}

// ListActions is the vocabulary of the what an event does to a listing.
var ListActions = Vocabulary{
	{"add", "Added", "列入", "The company is put on the list."},
	{"remove", "Removed", "移出", "The company leaves the list."},
	{"modify", "Modified", "修改", "The company's entry or its consequences change, are suspended, or further units of a listed company are added."},
}

// DateKinds is the vocabulary of the meaning of a date of an entry.
var DateKinds = Vocabulary{
	{"announced", "Announced", "宣布", "Day the measure was made known to the public or, for a letter, to its addressee. Every event has exactly one."},
	{"filed", "Filed", "提交", "Day the text was filed for public inspection or lodged."},
	{"published", "Published", "公布", "Day the official text was printed or, for an unpublished order, became public."},
	{"effective", "Effective", "生效", "Day the measure takes legal effect."},
	{"compliance", "Compliance", "合规期限", "Day by which something must be done or from which a later stage applies."},
	{"expires", "Expires", "到期", "Day the measure ends or ended unless renewed."},
	{"occurred", "Occurred", "发生", "Response only: day the company acted, or the day of the report where only that is known (then the note says so). Every response has exactly one."},
}

// Confidences is the vocabulary of the how sure the editors are.
var Confidences = Vocabulary{
	{"confirmed", "Confirmed", "已证实", "An official or company text, or at least two pages, support the core facts."},
	{"likely", "Likely", "很可能", "The core facts rest on one page, on unnamed sources or on an inferred detail."},
	{"disputed", "Disputed", "有争议", "Sources contradict one another, or the claim was withdrawn or denied by a party to it."},
}

// CompanyRelations is the vocabulary of the what another company is to this one.
var CompanyRelations = Vocabulary{
	{"subsidiary", "Subsidiary", "子公司", "The other company belongs to this one."},
	{"former_subsidiary", "Former subsidiary", "前子公司", "The other company belonged to this one."},
	{"foundry", "Foundry", "代工厂", "The other company makes this one's chips."},
	{"supplier", "Supplier", "供应商", "The other company supplies, or supplied, this one."},
	{"customer", "Customer", "客户", "The other company buys, or bought, from this one."},
	{"competitor", "Competitor", "竞争对手", "The two compete in a main line of business."},
}
