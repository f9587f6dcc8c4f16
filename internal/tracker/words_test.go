package tracker

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// told writes runs as [-gone-] and {+come+}.
func told(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		switch r.Op {
		case Deleted:
			b.WriteString("[-" + r.Text + "-]")
		case Inserted:
			b.WriteString("{+" + r.Text + "+}")
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"", "new", "{+new+}"},
		{"old", "", "[-old-]"},
		{"same words", "same words", "same words"},
		{"It took effect on 2022-10-07.", "It took effect on 2022-10-12.", "It took effect on [-2022-10-07-]{+2022-10-12+}."},
		{"some 13,000 chips", "some 14,000 chips", "some [-13,000-]{+14,000+} chips"},
		{"0.4 percent, or so", "0.5 percent, or so", "[-0.4-]{+0.5+} percent, or so"},
		{"the company’s chips", "the companies’ chips", "the [-company’s-]{+companies’+} chips"},
		{"a rule of 5G gear", "a rule of 6G gear", "a rule of [-5G-]{+6G+} gear"},
		{"华为被列入实体清单", "华为被移出实体清单", "华为被[-列入-]{+移出+}实体清单"},
		{"Huawei (华为) said", "Huawei (华为技术) said", "Huawei (华为{+技术+}) said"},
		{"One.\n\nTwo.", "One.\nTwo.", "One.\n[-\n-]Two."},
		{"One.\r\nTwo.", "One.\nTwo.", "One.[-\r\n-]{+\n+}Two."},
		{"the cat of the house", "a dog in a garden", "[-the cat of the house-]{+a dog in a garden+}"},
		{"e\u0301t\u00e9", "ete", "[-e\u0301t\u00e9-]{+ete+}"},
		{"go 👩‍💻 go", "go 👩 go", "go [-👩‍💻-]{+👩+} go"},
		{"a\xffb", "a\xfeb", "a[-\xff-]{+\xfe+}b"},
		{"In May 2019 BIS put Huawei on the list.", "In May 2019 BIS put Huawei and ZTE on the list.", "In May 2019 BIS put Huawei {+and ZTE +}on the list."},
	} {
		if got := told(Words(c.before, c.after)); got != c.want {
			t.Errorf("%q → %q is %q, want %q", c.before, c.after, got, c.want)
		}
	}
}

// applied puts the two texts of runs together again.
func applied(t testing.TB, runs []Run) (before, after string) {
	last := Run{Op: -1}
	for _, r := range runs {
		if r.Text == "" || r.Op == last.Op || r.Op == Deleted && last.Op == Inserted {
			t.Fatalf("%v follows %v", r, last)
		}
		if r.Op != Inserted {
			before += r.Text
		}
		if r.Op != Deleted {
			after += r.Text
		}
		last = r
	}
	return before, after
}

func FuzzWords(f *testing.F) {
	for _, s := range [][2]string{{"", ""}, {"a b", "b a"}, {"华为 5G", "5G 华为"}, {"1,000 \r\n", "1,0 \n\xff"}, {"a-b-c'd", "a-b c'd"}, {"x\u0301 \u200d", "\u200d x"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		runs := Words(before, after)
		if a, b := applied(t, runs); a != before || b != after {
			t.Errorf("%q and %q came back as %q and %q", before, after, a, b)
		}
		if before == after && len(runs) > 1 {
			t.Errorf("%q differs from itself", before)
		}
	})
}

// randomText draws words from a small set, so that texts have much in common.
func randomText(r *rand.Rand, alphabet string, n int) string {
	letters := []rune(alphabet)
	text := make([]rune, n)
	for i := range text {
		text[i] = letters[r.IntN(len(letters))]
	}
	return string(text)
}

// The shortest difference is found where texts are short.
func TestDifferenceIsShort(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b := randomCodes(r, r.IntN(30)), randomCodes(r, r.IntN(30))
		changed, i, j := 0, 0, 0
		for _, h := range append(difference(a, b), hunk{stretch{len(a), len(a)}, stretch{len(b), len(b)}}) {
			if diff := cmp.Diff(a[i:h.a.from], b[j:h.b.from]); diff != "" {
				t.Fatalf("%v and %v: what is told to be equal is not: %s", a, b, diff)
			}
			changed += h.a.to - h.a.from + h.b.to - h.b.from
			i, j = h.a.to, h.b.to
		}
		if want := len(a) + len(b) - 2*common(a, b); changed != want {
			t.Fatalf("%v to %v takes %d steps, want %d", a, b, changed, want)
		}
	}
}

func randomCodes(r *rand.Rand, n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = r.Int32N(5)
	}
	return list
}

// common is the length of the longest common subsequence, the slow way.
func common(a, b []int32) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i, x := range a {
		for j, y := range b {
			if table[i+1][j+1] = max(table[i][j+1], table[i+1][j]); x == y {
				table[i+1][j+1] = table[i][j] + 1
			}
		}
	}
	return table[len(a)][len(b)]
}

// A worst text is long, and its words are those of the other in another order.
func worstTexts() map[string][2]string {
	r := rand.New(rand.NewPCG(3, 4))
	han := "华为被列入实体清单后自研芯片并更换供应商以国产替代进口设备与软件的一二三四五六七八九十"
	return map[string][2]string{
		"unlike":  {strings.Repeat("abc def ghi\n", LongestBody/12), strings.Repeat("jkl. mno, pqr", LongestBody/13)},
		"chinese": {randomText(r, han, LongestBody), randomText(r, han, LongestBody)},
		"words":   {randomText(r, "ab ", LongestBody), randomText(r, "ab ", LongestBody)},
		"letters": {randomText(r, "华为", LongestBody), randomText(r, "为华", LongestBody)},
		"breaks":  {randomText(r, "\n华", LongestBody), randomText(r, "\n为", LongestBody)},
		"halves":  {strings.Repeat("华为 ", LongestBody/3), strings.Repeat("为华 ", LongestBody/3)},
	}
}

// However unlike two texts are, a page with their comparison does not wait.
func TestWordsAreBounded(t *testing.T) {
	t.Parallel()
	for name, texts := range worstTexts() {
		start := time.Now()
		runs := Words(texts[0], texts[1])
		if took := time.Since(start); took > time.Second { // some ms; the machine may be busy
			t.Errorf("%s took %v", name, took)
		}
		if a, b := applied(t, runs); a != texts[0] || b != texts[1] {
			t.Errorf("%s did not come back", name)
		}
	}
}

func BenchmarkWords(b *testing.B) {
	for name, texts := range worstTexts() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Words(texts[0], texts[1])
			}
		})
	}
}
