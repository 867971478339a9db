package commands

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"till/shop"
	"till/shop/ledger"
)

// constants returns the values of the constants of a type that a folder declares.
func constants(t *testing.T, folder, typeName string) []string {
	t.Helper()
	var values []string
	for _, file := range parseFolder(t, folder) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); ok && id.Name == typeName {
				for _, v := range spec.Values {
					values = append(values, literal(v))
				}
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("%s declares no %s", folder, typeName)
	}
	return values
}

func parseFolder(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// literal is the text of a string, or of several that are added up.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	default:
		return ""
	}
}

// TestEverythingHasWords fails when the shop can say something for which there
// are no words.
func TestEverythingHasWords(t *testing.T) {
	t.Parallel()
	for _, r := range constants(t, "../shop", "Reason") {
		if reasonWords[shop.Reason(r)] == "" {
			t.Errorf("no words for the reason %q", r)
		}
	}
	for _, h := range constants(t, "../shop", "HoldKind") {
		if holdWords[shop.HoldKind(h)] == "" {
			t.Errorf("no words for the hold %q", h)
		}
	}
	for _, h := range constants(t, "../shop", "HoldKind") {
		kind := shop.HoldKind(h)
		if adminHolds[kind] == "" || holdNames[kind] == "" {
			t.Errorf("no operator's words for the hold %q", h)
		}
		_, held := heldWords[kind]
		_, lifted := liftedWords[kind]
		if !held || !lifted || kind.LiftedBy() == "" {
			t.Errorf("no story of the hold %q", h)
		}
	}
	for _, a := range constants(t, "../shop", "Alert") {
		if alertWords[shop.Alert(a)] == "" {
			t.Errorf("no words for the alert %q", a)
		}
	}
	for _, r := range constants(t, "../shop", "RefundReason") {
		cause := refundCauses[shop.RefundReason(r)]
		if cause.buyer == "" || cause.seller == "" || refundReasons[shop.RefundReason(r)] == "" {
			t.Errorf("no words for a refund for %q", r)
		}
	}
	for _, d := range constants(t, "../shop", "DisputeState") {
		if disputeStates[shop.DisputeState(d)] == "" {
			t.Errorf("no words for a dispute that is %q", d)
		}
	}
	for _, a := range constants(t, "../shop", "SellerAct") {
		if sellerActs[shop.SellerAct(a)] == "" {
			t.Errorf("no words for the act %q on a shop", a)
		}
	}
	for _, s := range constants(t, "../shop", "Standing") {
		if standingNames[shop.Standing(s)] == "" {
			t.Errorf("no words for a shop that is %q", s)
		}
	}
	for _, b := range constants(t, "../shop", "BankState") {
		if bankWords[shop.BankState(b)] == "" {
			t.Errorf("no words for a payout to a bank that is %q", b)
		}
	}
	for _, a := range ledger.Accounts() {
		if accountWords[a] == "" {
			t.Errorf("no words for the account %q", a)
		}
	}
	for _, s := range constants(t, "../shop", "Status") {
		if statusWords[shop.Status(s)] == "" {
			t.Errorf("no words for the status %q", s)
		}
	}
	for _, c := range constants(t, "../shop", "CallState") {
		if callWords[shop.CallState(c)] == "" || refundWords[shop.CallState(c)] == "" || refundDue[shop.CallState(c)] == "" {
			t.Errorf("no words for a refund that is %q", c)
		}
	}
	for _, a := range slices.Concat(constants(t, "../shop", "Act"), constants(t, "../shop", "Event")) {
		if _, ok := actWords[shop.Act(a)]; !ok {
			t.Errorf("no words for the act %q", a)
		}
	}
	for _, a := range constants(t, "../shop", "Attention") {
		if words, ok := attentionWords[shop.Attention(a)]; !ok || words == (told{}) || !slices.Contains(shop.Attentions(), shop.Attention(a)) {
			t.Errorf("no words for a parcel that needs %q", a)
		}
	}
	for _, s := range constants(t, "../shop", "ScanStatus") {
		_, story := scanWords[shop.ScanStatus(s)]
		if placeWords[shop.ScanStatus(s)] == "" || !story || !slices.Contains(shop.ScanStatuses(), shop.ScanStatus(s)) {
			t.Errorf("no words for a parcel that is %q", s)
		}
	}
	elsewhere := []shop.NoticeKind{
		shop.NoticeAttention, shop.NoticeLater, shop.NoticeStalled, shop.NoticeStray, // parcelNotice
		shop.NoticeCard, shop.NoticeWords, shop.NoticeSellerReady, shop.NoticeSellerMissing, shop.NoticeSellerApproved, shop.NoticeSellerRefused,
		shop.NoticeSellerSuspended, shop.NoticeSellerReinstated, shop.NoticeSellerLimits, shop.NoticeBankFailed, shop.NoticeAlert, shop.NoticeDigest, shop.NoticeReview,
	}
	for _, k := range constants(t, "../shop", "NoticeKind") {
		kind := shop.NoticeKind(k)
		if about, ok := problemNotices[kind]; ok && about != (told{}) {
			continue
		}
		if words, ok := noticeWords[kind]; !slices.Contains(elsewhere, kind) && (!ok || words.buyer+words.seller == "") {
			t.Errorf("no words for the notice %q", k)
		}
	}
}

// TestProblemsHaveWords is the same of what happens in a problem.
func TestProblemsHaveWords(t *testing.T) {
	t.Parallel()
	both := func(what, name string, w told) {
		if w.buyer == "" || w.seller == "" {
			t.Errorf("no words for the %s %q", what, name)
		}
	}
	for _, k := range constants(t, "../shop", "ProblemKind") {
		if kind := shop.ProblemKind(k); problemKinds[kind] == "" || problemHeads[kind] == "" || !slices.Contains(shop.ProblemKinds(), kind) {
			t.Errorf("no words for the problem %q", k)
		}
	}
	for _, s := range constants(t, "../shop", "ProblemState") {
		if shop.ProblemState(s) != shop.ProblemClosed {
			both("state of a problem", s, problemTurns[shop.ProblemState(s)])
		}
	}
	for _, e := range constants(t, "../shop", "ProblemEnd") {
		both("end of a problem", e, problemEnds[shop.ProblemEnd(e)])
	}
	for _, k := range constants(t, "../shop", "RemedyKind") {
		kind := shop.RemedyKind(k)
		if remedyNames[kind] == "" || !slices.Contains(shop.RemedyKinds(), kind) {
			t.Errorf("no name for the offer %q", k)
		}
		if kind != shop.RemedyRefund {
			both("offer", k, remedyWords[kind])
		}
	}
}

// TestVoice holds the words against what the voice never says.
func TestVoice(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile(`!|(?i)escrow|verified by|please|sorry|oops|successfully|invalid|\bguaranteed?\b|  `)
	for _, p := range allPhrases(t) {
		if found := never.FindString(string(p)); found != "" {
			t.Errorf("%q says %q", p, found)
		}
		if strings.TrimSpace(string(p)) != string(p) && p != txtPartProvider && p != txtPartPlatform {
			t.Errorf("%q has spaces around it", p)
		}
	}
}

// typed is Discord's rule for what people type, which has no capitals:
// https://discord.com/developers/docs/interactions/application-commands
var typed = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

func TestDefinitionsFit(t *testing.T) {
	t.Parallel()
	for _, d := range New(nil).Definitions() {
		if n := len([]rune(d.Description)); n > 100 || (n == 0) != (d.Kind != Command) {
			t.Errorf("the description of %s has %d characters", d.Name, n)
		}
		if d.Kind == Command && (!typed.MatchString(d.Name) || strings.ToLower(d.Name) != d.Name) {
			t.Errorf("%q cannot be typed", d.Name)
		}
		checkOptions(t, d.Name, d.Options)
	}
}

func checkOptions(t *testing.T, of string, options []OptionDefinition) {
	t.Helper()
	required := true
	for _, o := range options {
		if n := len([]rune(o.Description)); n == 0 || n > 100 {
			t.Errorf("the description of %s %s has %d characters", of, o.Name, n)
		}
		if !typed.MatchString(o.Name) || strings.ToLower(o.Name) != o.Name {
			t.Errorf("%s: %q cannot be typed", of, o.Name)
		}
		if o.Type == Subcommand {
			checkOptions(t, of, o.Options)
			continue
		}
		if o.Required && !required {
			t.Errorf("%s: the required option %s stands after one that is not", of, o.Name)
		}
		required = o.Required
		if o.Autocomplete && New(nil).commands[of].complete == nil {
			t.Errorf("nobody completes %s %s", of, o.Name)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Mug, blue":      "Mug, blue",
		"**Mug**_":       `\*\*Mug\*\*\_`,
		"@everyone":      "@" + unseen + "everyone",
		"<@1> <t:1:R>":   `\<@` + unseen + `1> \<t:1:R>`,
		"# Big":          unseen + "# Big",
		"a\nb\t c":       "a b c",
		"[x](https://y)": `\[x\](https://y)`,
		`\*`:             `\\\*`,
	} {
		if got := plain(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
	if got := quoted("@here <@!1> a@b.c [x](https://y) **b**"); got !=
		"@"+unseen+"here <@"+unseen+"!1> a@b.c [x]"+unseen+"(<https://y>) **b**" {
		t.Errorf("quoted: %q", got)
	}
}
