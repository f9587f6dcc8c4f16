package tracker

import (
	"reflect"
	"strings"
)

// A docField is a field of a document by its name in JSON.
type docField struct {
	name  string
	value reflect.Value
}

// fieldsOf are the fields of a document, in their order. Those of two documents
// of a kind stand at the same places.
func fieldsOf(doc Document) []docField {
	return structFields(reflect.ValueOf(doc).Elem())
}

func structFields(v reflect.Value) []docField {
	var fields []docField
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			fields = append(fields, structFields(v.Field(i))...)
			continue
		}
		fields = append(fields, docField{jsonName(f), v.Field(i)})
	}
	return fields
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func (f docField) list() bool { return f.value.Kind() == reflect.Slice }

// text is a plain field as a text.
func (f docField) text() string {
	if f.value.Kind() == reflect.Bool {
		if f.value.Bool() {
			return "yes"
		}
		return ""
	}
	return f.value.String()
}

// set is the other way round.
func (f docField) set(text string) {
	if f.value.Kind() == reflect.Bool {
		f.value.SetBool(text != "")
		return
	}
	f.value.SetString(text)
}

// rows are the rows of a list.
func (f docField) rows() []Row {
	rows := make([]Row, f.value.Len())
	for i := range rows {
		v := f.value.Index(i)
		if v.Kind() != reflect.Struct {
			rows[i] = Row{{"", v.String()}}
			continue
		}
		for n := range v.NumField() {
			rows[i] = append(rows[i], Cell{jsonName(v.Type().Field(n)), v.Field(n).String()})
		}
	}
	return rows
}

// setRows is the other way round.
func (f docField) setRows(rows []Row) {
	list := reflect.MakeSlice(f.value.Type(), len(rows), len(rows))
	for i, row := range rows {
		v := list.Index(i)
		if v.Kind() != reflect.Struct {
			v.SetString(row[0].Value)
			continue
		}
		for n, cell := range row {
			v.Field(n).SetString(cell.Value)
		}
	}
	if len(rows) == 0 {
		list = reflect.Zero(f.value.Type())
	}
	f.value.Set(list)
}
