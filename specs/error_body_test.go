package specs

import (
	"strings"
	"testing"
)

const errorBodies = head + `paths:
  /own: {get: {responses: {default: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Own'}}}}}}}
  /none: {get: {responses: {200: {description: d}}}}
  /a: {get: {responses: {404: {description: d, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Usual'}}}}}}}
  /b: {get: {responses: {404: {description: d, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Usual'}}}}}}}
  /c: {get: {responses: {404: {description: d, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Usual'}}}}}}}
  /d: {get: {responses: {404: {description: d, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Usual'}}}}}}}
components:
  schemas:
    Own: {type: object}
    Usual: {type: object}
    Unused: {type: object}
`

func TestErrorBody(t *testing.T) {
	t.Parallel()
	tests := []struct{ named, template, want string }{
		{"", "/own", "path: application/json /components/schemas/Own"},
		{"", "/none", "document: application/problem+json /components/schemas/Usual"},
		{"Own", "/own", "option: application/json /components/schemas/Own"},
		{"Own", "/none", "option: application/json /components/schemas/Own"},
		{"Unused", "/own", "option: application/problem+json /components/schemas/Unused"},
	}
	for _, test := range tests {
		plan := parse(t, errorBodies, Options{ErrorSchema: test.named})
		media, from := plan.ErrorBody(pathOf(t, plan, test.template), 405)
		got := string(from) + ":"
		for _, m := range media {
			got += " " + m.Type + " " + m.Schema.Pointer
		}
		if got != test.want {
			t.Errorf("%s with %q: %s, want %s", test.template, test.named, got, test.want)
		}
	}
}

func TestErrorSchemaOfADocumentWithoutErrors(t *testing.T) {
	t.Parallel()
	text := head + "paths: {/a: {get: {responses: {200: {description: d}}}}}\ncomponents: {schemas: {Oops: {type: object}}}\n"
	plan := parse(t, text, Options{ErrorSchema: "Oops"})
	if media := plan.ErrorMedia(nil, 501); len(media) != 2 || media[0].Type != "application/json" || media[1].Schema == nil {
		t.Errorf("errors are held to %+v", media)
	}
	if media, from := parse(t, text, Options{}).ErrorBody(nil, 501); len(media) != 0 || from != "" {
		t.Errorf("without the option errors are held to %+v, of %q", media, from)
	}
}

func TestErrorSchemaThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte(errorBodies), "a.yaml", Options{ErrorSchema: "Problem"})
	if want := `the document has no schema "Problem" for errors; it has Own, Unused, Usual`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
