package rules

import "github.com/proverb-dev/proverb/specs"

// schemasFor are the schemas that the content in question may be held to.
func schemasFor(c *Context) []*specs.Schema {
	return c.promise().schemasFor(c.mediaType())
}

func checkSchema(c *Context) []Problem {
	var problems []specs.SchemaProblem
	for i, schema := range schemasFor(c) {
		found := c.SchemaProblems(c.X, schema)
		if len(found) == 0 {
			return nil
		}
		if i == 0 {
			problems = found
		}
	}
	text := schemaText(problems)
	if documentedBody(c) {
		return ownOnly(c, problem("", "%d is not as the schema wants it: %s%s", c.Status(), text, by(c, c.X)))
	}
	p := problem("", "%d is not as the document's errors are: %s%s", c.Status(), text, by(c, c.X))
	return ownOnly(c, at(unlessStrict(c, Warning), p))
}

// schemaText tells the first problem, and how many there are besides.
func schemaText(problems []specs.SchemaProblem) string {
	first := problems[0]
	where := first.Pointer
	if where == "" {
		where = "the whole"
	}
	text := where + ": " + first.Reason
	if more := len(problems) - 1; more > 0 {
		text += ", and " + counted(more, "more problem")
	}
	return text
}
