package reports
import ("testing";"os";"fmt";"strings")
func TestScratch(t *testing.T) {
	r := fixture()
	for n, f := range Formats {
		w, _ := os.Create("/tmp/rep/out."+n)
		if err := f(w, r); err != nil { t.Fatal(n, err) }
		w.Close()
	}
	big := fixture()
	tmpl := map[string]Exchange{}
	for _, x := range big.Exchanges { tmpl[x.Name] = x }
	id := 1000
	names := strings.Fields("/books/featured /books/{bookId}/cover /books/{bookId}/reviews /authors /authors/{authorId} /cart /orders /orders/{orderId}/payments /users/{userId} /health /admin/reindex")
	for i, n := range names {
		d := []string{"GET","POST","DELETE"}[:1+i%3]
		big.Paths = append(big.Paths, Path{Path: n, Declared: d, Lines: map[string]int{}, File:"api/openapi.yaml", Line: 200+i*17, Target: "/v2"+n, Live: i%4 != 3, Tag: "x"})
		for _, m := range strings.Fields("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE QUERY PROPFIND UNKNOWN") {
			x := tmpl["GET"]
			id++; x.ID = id; x.Method, x.Name = m, m; x.Path, x.Target = n, "/v2"+n
			if m == "UNKNOWN" { x.Method = big.Unknown; x.Kind = "unknown" }
			x.Kind = "elsewhere"; for _, dd := range d { if dd == m { x.Kind = "declared" } }
			resp := *tmpl["GET"].Response
			x.Verdict, x.Reason = "pass", ""
			resp.Status = 405; if x.Kind == "declared" { resp.Status = 200 }
			x.Response = &resp
			switch {
			case i%4==3: x.Verdict, x.Reason, resp.Status = "inconclusive", "auth-first", 401
			case m == "TRACE": x.Verdict = "fail"; big.Findings = append(big.Findings, Finding{Rule:"allow/present-on-405", Severity:"error", Level:"MUST", Method:m, Path:n, Exchange:id, Exchanges: []int{id}, Problem:"405 without Allow", Detail:"absent", Layer:"proxy", File:"api/openapi.yaml", Line:200+i*17, Fingerprint: fingerprint("allow/present-on-405",m,n,"absent")})
			case m == "HEAD": big.Findings = append(big.Findings, Finding{Rule:"retry/syntax", Severity:"warning", Level:"MUST", Method:m, Path:n, Exchange:id, Exchanges: []int{id}, Problem:"Retry-After is \"soon\"", Layer:"app", File:"api/openapi.yaml", Line:200+i*17, Fingerprint: fingerprint("retry/syntax",m,n,"")})
			case m == "PUT" && i > 6: big.NotSent = append(big.NotSent, NotSent{Kind:"elsewhere", Method:m, Path:n, Reason:"safety", Text:"the safety level does not allow this method"}); continue
			}
			big.Exchanges = append(big.Exchanges, x)
		}
	}
	big.Causes = newCauses(big.Findings, big.Rules)
	w, _ := os.Create("/tmp/rep/big.html")
	HTML(w, big); w.Close()
	fmt.Println("ok")
}
