package specs

import "testing"

func TestHarvests(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /orgs: {get: {responses: {}}}
  /orgs/{org}/repos/{repo}: {get: {operationId: getRepo, responses: {}}}
  /start:
    get:
      responses:
        200:
          description: d
          links:
            a: {operationId: getRepo, parameters: {repo: '$response.body#/first/repo', path.org: '$response.body#/first/org', other: '$response.body#/x', query: $request.query.q}}
            b: {operationRef: '#/paths/~1by~1{id}/delete', parameters: {id: '$response.body#/0/id'}}
            c: {operationId: nobody, parameters: {id: '$response.body#/0/id'}}
        400: {description: d, links: {a: {operationId: getRepo, parameters: {repo: '$response.body#/error'}}}}
  /by/{id}: {delete: {responses: {}}}
`
	plan := parse(t, text, Options{})
	want := map[string]string{
		"/orgs/{org}/repos/{repo}": "org=/start#$response.body#/first/org repo=/start#$response.body#/first/repo org=/orgs# ",
		"/by/{id}":                 "id=/start#$response.body#/0/id ",
	}
	for _, p := range plan.Paths {
		got := ""
		for _, h := range p.Harvests {
			got += h.Name + "=" + h.From.Template + "#" + h.Expression + " "
		}
		if got != want[p.Template] {
			t.Errorf("%s: %s, want %s", p.Template, got, want[p.Template])
		}
	}
}
