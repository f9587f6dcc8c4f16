package view

import (
	"context"

	"countermove/internal/tracker"
)

// nativeLanguages help browsers choose the right glyphs for a native name.
var nativeLanguages = map[string]string{
	"CN": "zh-Hans", "SG": "zh-Hans", "HK": "zh-Hant", "MO": "zh-Hant", "TW": "zh-Hant", "JP": "ja", "KR": "ko", "RU": "ru",
}

func (p DocumentForm) nativeName(ctx context.Context, c *tracker.Company) typed {
	f := p.plain(ctx, "native_name", c.NativeName).hinted(T(ctx, "In its own script."))
	f.Lang = nativeLanguages[c.Country]
	return f
}

func (p DocumentForm) nameIn(ctx context.Context, name string, n tracker.OtherName) typed {
	f := p.plain(ctx, name, n.Name).labelled(T(ctx, "Name"), "")
	f.Lang = n.Language
	return f
}

func (p DocumentForm) numberField(ctx context.Context, name, value string) typed {
	f := p.plain(ctx, name, value).labelled(T(ctx, "Number"), "")
	f.Mode = "decimal"
	return f
}

// orOne are the rows of a list, or an empty one to begin with.
func orOne[T any](rows []T) []T {
	if len(rows) == 0 {
		return make([]T, 1)
	}
	return rows
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (p DocumentForm) chinese(ctx context.Context, name string) typed {
	f := p.plain(ctx, "chinese", name).hinted(T(ctx, "In simplified characters."))
	f.Lang = "zh-Hans"
	return f
}
