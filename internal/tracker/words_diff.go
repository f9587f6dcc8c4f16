package tracker

// mostSteps bounds the search for the shortest difference of two stretches.
// Where it takes more, a good one has to do: two long texts of the same words
// in another order would take seconds.
const mostSteps = 100

// difference finds a short way from one list to the other: E. Myers, "An O(ND)
// Difference Algorithm and Its Variations" (1986), in linear space. What only
// one of the lists has is set aside first; two that have nothing in common
// cost no search at all.
func difference(a, b []int32) []hunk {
	d := differ{gone: make([]bool, len(a)), come: make([]bool, len(b))}
	most := int32(-1)
	for _, list := range [][]int32{a, b} {
		for _, c := range list {
			most = max(most, c)
		}
	}
	inA, inB := make([]bool, most+1), make([]bool, most+1)
	for _, c := range a {
		inA[c] = true
	}
	for _, c := range b {
		inB[c] = true
	}
	d.a, d.atA = shared(a, inB, d.gone)
	d.b, d.atB = shared(b, inA, d.come)
	size := len(d.a) + len(d.b) + 3
	d.forward, d.backward, d.zero = make([]int, size), make([]int, size), len(d.b)+1
	d.compare(0, len(d.a), 0, len(d.b))

	var hunks []hunk
	for i, j := 0, 0; i < len(a) || j < len(b); {
		h := hunk{stretch{i, i}, stretch{j, j}}
		for h.a.to < len(a) && d.gone[h.a.to] {
			h.a.to++
		}
		for h.b.to < len(b) && d.come[h.b.to] {
			h.b.to++
		}
		if h.a.to > i || h.b.to > j {
			hunks = append(hunks, h)
		}
		i, j = h.a.to+1, h.b.to+1 // past what both have
	}
	return hunks
}

// shared are the items that the other list has too, with their places; it marks
// the others.
func shared(list []int32, other, mark []bool) (kept []int32, at []int) {
	for i, c := range list {
		if other[c] {
			kept, at = append(kept, c), append(at, i)
		} else {
			mark[i] = true
		}
	}
	return kept, at
}

type differ struct {
	a, b       []int32
	atA, atB   []int  // where they stood
	gone, come []bool // the answer
	// The furthest places reached on each diagonal a-b, from either end.
	forward, backward []int
	zero              int // index of diagonal 0
}

// compare marks what differs between two stretches.
func (d *differ) compare(a0, a1, b0, b1 int) {
	for {
		for a0 < a1 && b0 < b1 && d.a[a0] == d.b[b0] {
			a0++
			b0++
		}
		for a0 < a1 && b0 < b1 && d.a[a1-1] == d.b[b1-1] {
			a1--
			b1--
		}
		x, y := a0, b0
		if a0 < a1 && b0 < b1 {
			x, y = d.split(a0, a1, b0, b1)
		}
		if x == a0 && y == b0 || x == a1 && y == b1 {
			for _, at := range d.atA[a0:a1] {
				d.gone[at] = true
			}
			for _, at := range d.atB[b0:b1] {
				d.come[at] = true
			}
			return
		}
		d.compare(a0, x, b0, y)
		a0, b0 = x, y
	}
}

// split finds a place that a short way leads through: where the ways from both
// ends meet or, after too many steps, the place furthest from its end.
func (d *differ) split(a0, a1, b0, b1 int) (x, y int) {
	const beyond = 1 << 40
	low, high := a0-b1, a1-b0 // the diagonals there are
	start, end := a0-b0, a1-b1
	f, b, o := d.forward, d.backward, d.zero
	odd := (start-end)%2 != 0
	fLow, fHigh, bLow, bHigh := start, start, end, end
	f[o+start], b[o+end] = a0, a1
	for step := 1; ; step++ {
		fLow, fHigh = widen(fLow, fHigh, low, high, f, o, -1)
		for k := fHigh; k >= fLow; k -= 2 {
			x := f[o+k+1]
			if left := f[o+k-1]; left >= x {
				x = left + 1
			}
			y := x - k
			for x < a1 && y < b1 && d.a[x] == d.b[y] {
				x++
				y++
			}
			f[o+k] = x
			if odd && bLow <= k && k <= bHigh && b[o+k] <= x {
				return x, y
			}
		}
		bLow, bHigh = widen(bLow, bHigh, low, high, b, o, beyond)
		for k := bHigh; k >= bLow; k -= 2 {
			x := b[o+k+1] - 1
			if right := b[o+k-1]; right <= x {
				x = right
			}
			y := x - k
			for x > a0 && y > b0 && d.a[x-1] == d.b[y-1] {
				x--
				y--
			}
			b[o+k] = x
			if !odd && fLow <= k && k <= fHigh && x <= f[o+k] {
				return x, y
			}
		}
		if step >= mostSteps {
			return d.furthest(a0, a1, b0, b1, fLow, fHigh, bLow, bHigh)
		}
	}
}

// furthest is the place that got furthest from its end.
func (d *differ) furthest(a0, a1, b0, b1, fLow, fHigh, bLow, bHigh int) (x, y int) {
	fBest, fx, bBest, bx := -1, 0, a1+b1+1, 0
	for k := fHigh; k >= fLow; k -= 2 {
		x := min(d.forward[d.zero+k], a1, b1+k)
		if x+x-k > fBest {
			fBest, fx = x+x-k, x
		}
	}
	for k := bHigh; k >= bLow; k -= 2 {
		x := max(d.backward[d.zero+k], a0, b0+k)
		if x+x-k < bBest {
			bBest, bx = x+x-k, x
		}
	}
	if fBest-(a0+b0) > a1+b1-bBest {
		return fx, fBest - fx
	}
	return bx, bBest - bx
}

// widen lets the search reach one diagonal further on either side, and narrows
// it where there is none.
func widen(low, high, lowest, highest int, reached []int, zero, unreached int) (newLow, newHigh int) {
	if low > lowest {
		low--
		reached[zero+low-1] = unreached
	} else {
		low++
	}
	if high < highest {
		high++
		reached[zero+high+1] = unreached
	} else {
		high--
	}
	return low, high
}
