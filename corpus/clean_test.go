package corpus_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"paperbot/corpus"
)

// cleanTests gives each rule an example as it stands in a real abstract: most
// are of the seed, others of arXiv, Crossref and Hugging Face records.
var cleanTests = []struct{ name, text, want string }{
	// Left alone.
	{"nothing to clean", "LoRA uses 0.1% of the weights.", "LoRA uses 0.1% of the weights."},
	{"no tag", "a large number of <workload, configuration> pairs", "a large number of <workload, configuration> pairs"},
	{"comparison", "(p < 0.005 for exD-1), (>95%) and c>0", "(p < 0.005 for exD-1), (>95%) and c>0"},
	{"ampersand", "Frankle & Carbin, R&D, AT&T; and black&notable", "Frankle & Carbin, R&D, AT&T; and black&notable"},
	{"identifier", "BERT_BASE and GPT_BASE, B_crit, gDVf_Ngeghg", "BERT_BASE and GPT_BASE, B_crit, gDVf_Ngeghg"},
	{"address", "https://github.com/dshieble/Categorical_Stochastic_Processes--and_x^2 .", "https://github.com/dshieble/Categorical_Stochastic_Processes--and_x^2 ."},
	{"English times", "with 14 times fewer steps, multiple times", "with 14 times fewer steps, multiple times"},
	{"English sim", "address sim-to-real transfer, sim2real, similar", "address sim-to-real transfer, sim2real, similar"},
	{"English in, to, top", "the best in class, speed up from 1 to 2, top left", "the best in class, speed up from 1 to 2, top left"},
	{"Greek by name", "The mu-Parameterization (muP) with learning rate eta, PanGu-pi", "The mu-Parameterization (muP) with learning rate eta, PanGu-pi"},
	{"a named letter", `Omegance, combining "omega" and "nuance"`, `Omegance, combining "omega" and "nuance"`},
	{"soft sign", "Lur'e-type systems of Solov'ev and the Alfv'en limit", "Lur'e-type systems of Solov'ev and the Alfv'en limit"},
	{"prices", "from $5 to $10, $50-$100, $20M", "from $5 to $10, $50-$100, $20M"},
	{"tilde as a sign", "small (~1000 samples), 1M~60M, x~y", "small (~1000 samples), 1M~60M, x~y"},
	{"option", "run it with --help or -----", "run it with --help or -----"},
	{"code quotes", "via `pip install mup`.", "via `pip install mup`."},
	{"path", `C:\temp\new`, `C:\temp\new`},
	{"unknown command", `we call \ours, which`, `we call \ours, which`},
	{"unknown command in a formula", `of $\cutdist_2(x^2, y_1)$ and`, `of $\cutdist_2(x^2, y_1)$ and`},
	{"set", "labels {0, 1} and {A}", "labels {0, 1} and {A}"},

	// Characters and white space.
	{"white space", " a\tb\r\n  c\u00a0d\u2009e\u3000f\u2028 ", "a b c d e f"},
	{"control characters", "a\x00b\x07c\x7f\u0085d\u200b\ufeff\u00ad\u202ee\U000e0041", "abc de"},
	{"joiners stay", "می\u200cخواهم", "می\u200cخواهم"},
	{"composed", "Poincare\u0301", "Poincaré"},
	{"invalid UTF-8", "caf\xe9 \xff\xfeau", "caf\ufffd \ufffdau"},

	// Markup.
	{"entities", "Frankle &amp; Carbin &lt; 5 &#956; &#x3bc; &nbsp;&eacute;", "Frankle & Carbin < 5 μ μ é"},
	{"escaped twice", "Q&amp;amp;A, a &amp;lt; b", "Q&A, a < b"},
	{"inline tags", "the <i>E. coli</i> <jats:italic>lac</jats:italic> operon", "the E. coli lac operon"},
	{"blocks", "<jats:p>One.</jats:p><jats:p>Two<br/>three</jats:p>", "One. Two three"},
	{"headings", "<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>We</jats:p></jats:sec>", "Background: We"},
	{"raised and lowered", "H<sub>2</sub>O, 10<sup>-3</sup>, CO<jats:sub>2</jats:sub>", "H₂O, 10⁻³, CO₂"},
	{"attributes", `<a href="https://x.org">link</a> <span class='b'>s</span>`, "link s"},
	{"one-letter names want a pair", "if a<i>c then <b>bold</b>", "if a<i>c then bold"},
	{"comment", "a<!-- b -->c", "a c"},

	// Typography.
	{"dashes", "a method -- called WECHSEL -- to", "a method – called WECHSEL – to"},
	{"glued dashes", "and--perhaps surprisingly--even; descent---with", "and–perhaps surprisingly–even; descent—with"},
	{"double quotes", "a ``direct'' map, task-specific ``skills,'' but", "a “direct” map, task-specific “skills,” but"},
	{"single quotes", "the `Edge of Chaos' can; is `lazy'(x); `don't go'", "the ‘Edge of Chaos’ can; is ‘lazy’(x); ‘don't go’"},

	// Commands in the text.
	{"accents", `B\'ezier, Schr\"odinger, Carath\'eodory`, "Bézier, Schrödinger, Carathéodory"},
	{"accents in braces", `{\'e} \'{e} {\'{e}} \' e \v{c} \c{c} \c c \"{\i} \'\i \~n \^o \H{o} \k{a} \r{a}`, "é é é é č ç ç ï í ñ ô ő ą å"},
	{"letters", `Stra{\ss}e, S\o ren, \O stergaard, \L{}ukasz, \aa`, "Straße, Søren, Østergaard, Łukasz, å"},
	{"escapes", `85\% of Q\&A, \$0.34, snake\_case, \#1`, "85% of Q&A, $0.34, snake_case, #1"},
	{"typefaces", `\textit{Gaussian-MAE}, {\em reducing} \textbf{M}odel \emph{a \textsc{b}}`, "Gaussian-MAE, reducing Model a b"},
	{"abbreviations", `(\eg BERT), \ie, Smith \etal{} 2020`, "(e.g. BERT), i.e., Smith et al. 2020"},
	{"degrees", `For 360{\deg} results`, "For 360° results"},
	{"symbols", `ScaledGD(\lambda), 3\times faster, 1 \pm 2`, "ScaledGD(λ), 3× faster, 1 ± 2"},
	{"ties", `Fig.~3, code~\url{https://x.org/a_b}, et al.~(2020)`, "Fig. 3, code https://x.org/a_b, et al.~(2020)"},
	{"links", `\href{https://x.org}{project page} and \href{https://x.org/}{https://x.org}`, "project page (https://x.org) and https://x.org/"},
	{"citations", `a method \cite{lu23}, by \citet{med26}`, "a method, by [med26]"},
	{"footnote", `the board\footnote{See the {\em site}.}`, "the board (See the site.)"},

	{"arguments", `\enquote{a}, \textcolor{red}{b}, \texorpdfstring{$\alpha$}{alpha}`, "“a”, b, alpha"},
	{"lists", `\begin{itemize} \item one \item two \end{itemize}`, "one two"},
	{"groups that hold no command", `{A}nd \emph{x} {B}`, "{A}nd x {B}"},
	{"unclosed", `\textbf{never closed and {\em open`, `\textbf{never closed and {open`},

	// Formulas between delimiters.
	{"variables", `weights \(W\) and \(\Delta W\). In $n$ steps`, "weights W and ΔW. In n steps"},
	{"scripts", `$x_{ij}^2$, H$_2$O, mAP$_{50}$, $e^{-2K}$, $n^{1+o(1)}$`, "xᵢⱼ², H₂O, mAP₅₀, e⁻²ᴷ, n¹⁺ᵒ⁽¹⁾"},
	{"scripts without Unicode", `$T_{\max}$, $R^{n \times n}$, $x_{opt}$`, "T_max, R^(n×n), x_opt"},
	{"operators", `$R^2 > 0.97$, $\sim$500$\times$, $k\to\infty$, $r \approx 0.8$, $\geq 93\%$`, "R² > 0.97, ∼500×, k→∞, r ≈ 0.8, ≥93%"},
	{"typefaces in formulas", `$\mathcal{O}(\log T)$, $\mathbb{R}^d$, $\mathrm{SU(2)} \simeq S^3$`, "O(log T), ℝᵈ, SU(2) ≃ S³"},
	{"fractions and roots", `$\frac12$, $\frac{a+b}{2}$, $\sqrt{n}$, $\sqrt{n+1}$`, "1/2, (a+b)/2, √n, √(n+1)"},
	{"hats", `$\tilde{O}(n)$, $\hat x$`, "Õ(n), x\u0302"},
	{"delimiters that grow", `$\left( \frac{1}{2} \right)$, $\big\{x\big\}$`, "( 1/2 ), {x}"},
	{"spaces of mathematics", `$r_{pb}\!=\!0.53$, $50\,\mu$s, $a\;b$`, "r_pb=0.53, 50 μs, a b"},
	{"functions", `$2\log n$, $\log\log n$, $\max(a,b)$`, "2 log n, log log n, max(a,b)"},
	{"what is no formula", `$\overline{AB}$, $a_$, $\frac{1}$`, `$\overline{AB}$, $a_$, $\frac{1}$`},
	{"display", `$$a = b$$ and \[c\]`, "a = b and c"},

	// Formulas that lost their delimiters.
	{"lost times", "3times inference, 64{times}64, R^3times R, R^3 times {0}", "3× inference, 64×64, R³×R, R³ × {0}"},
	{"lost sim", "5sim10 NFEs, 15\\%sim30\\%, (sim0.01% of), of sim 20,", "5∼10 NFEs, 15%∼30%, (∼0.01% of), of ∼20,"},
	{"lost powers", "ell^2 bounds, (1/T^2), S^2Bench, 10^-3, db-A^*, XX^top", "ℓ² bounds, (1/T²), S²Bench, 10⁻³, db-A*, XXᵀ"},
	{"lost indices", "l_2-regularization, ell_1-loss, f_theta follows, T_c where, pi_0", "l₂-regularization, ℓ₁-loss, f_θ follows, T_c where, π₀"},
	{"lost groups", "where M^* in R^{n_1 times n_2} of rank r ll min{n_1,n_2}, and", "where M* ∈ R^(n₁×n₂) of rank r ≪ min{n₁,n₂}, and"},
	{"lost operators", "N{+}D, D{=}1, D{to} infty, 56{,}340, (gtrsim 2)", "N+D, D=1, D→∞, 56,340, (≳2)"},
	{"lost fractions", "(epsilon=8{255}), 1{varepsilon^2}, 1/text{depth}", "(ε=8/255), 1/ε², 1/depth"},
	{"glued names", "A_muapproxsum_{m}beta_m(mu)A_{mu_m}, (alphagg1), 0<varepsilonll 1.", "A_μ≈∑ₘβₘ(μ)A_μₘ, (α≫1), 0<ε≪1."},
	{"lost delimiters", "mathcal O_i(u) = sigmaleft( sum_j mathcal W_{ij} u + mathcal B_{ij}right).", "Oᵢ(u) = σ( ∑ⱼ Wᵢⱼ u + Bᵢⱼ)."},
	{"lost typeface", "from mathbb R^N onto", "from ℝᴺ onto"},
	{"lost exponents", "O(varepsilon^{N}), O(varepsilon^{-2}exp(-cvarepsilon^{-1}))", "O(εᴺ), O(ε⁻²exp(-cε⁻¹))"},
	{"letters of the same text", "at scale alpha with exp(-Omega(alpha^2 T)) where Omega", "at scale α with exp(-Ω(α² T)) where Ω"},
	{"lost link", "at https://x.org/a{https://x.org/a}. On https://x.org/b{our page}.", "at https://x.org/a. On our page (https://x.org/b)."},
	{"index in words", "N_{opt}, ρ_{partial}, R^2_lin, top_p", "N_opt, ρ_partial, R²_lin, top_p"},
	{"hyphenated words", "A^2-in-context and D^2-to-3D", "A²-in-context and D²-to-3D"},
}

func TestCleanText(t *testing.T) {
	for _, tt := range cleanTests {
		t.Run(tt.name, func(t *testing.T) {
			if got := corpus.CleanText(tt.text); got != tt.want {
				t.Errorf("CleanText(%q)\n got %q\nwant %q", tt.text, got, tt.want)
			}
			checkClean(t, tt.want)
		})
	}
}

// checkClean tells whether the cleaned form of text has all that is promised.
func checkClean(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, text string) {
	t.Helper()
	got := corpus.CleanText(text)
	switch {
	case !utf8.ValidString(got):
		t.Fatalf("CleanText(%q) = %q is no UTF-8", text, got)
	case !norm.NFC.IsNormalString(got):
		t.Fatalf("CleanText(%q) = %q is not in NFC", text, got)
	case strings.TrimSpace(got) != got, strings.ContainsAny(got, "\x00\t\r\n\u00a0\u2028"), strings.Contains(got, "  "):
		t.Fatalf("CleanText(%q) = %q has stray white space", text, got)
	}
	if again := corpus.CleanText(got); again != got {
		t.Fatalf("CleanText(%q) = %q, cleaned again = %q", text, got, again)
	}
}

// Markup in any order and nesting, half of it broken, is cleaned for good.
func TestCleanTextTwice(t *testing.T) {
	pieces := []string{`\`, "{", "}", "$", "^", "_", "&", "amp;", "lt;", "#36;", "<", ">", "/", "p", "sub", "sup", "`", "'", "-", "~", " ",
		"alpha", "mu", "sim", "times", "in", "ll", "text", "frac", "left", "(", ")", "mathbb", "R", "x", "2", "10", ".", ",", "%", "\u0301", "é",
		"https://", "href", "em", "'e", "\xff", "\x00"}
	rapid.Check(t, func(t *rapid.T) {
		checkClean(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 24).Draw(t, "pieces"), ""))
	})
}

// Layer upon layer, each hiding the next, is brought to an end.
func TestCleanTextTangled(t *testing.T) {
	text := "a <em>b</em> varepsilon"
	for range 5 {
		text = strings.ReplaceAll(text, "<", "&<em></em>lt;")
	}
	checkClean(t, text)
	if got := corpus.CleanText(text); strings.ContainsAny(got, "&<>;") || !strings.Contains(got, "ε") {
		t.Errorf("cleaned to %.100q", got)
	}
}

func FuzzCleanText(f *testing.F) {
	for _, tt := range cleanTests {
		f.Add(tt.text)
	}
	f.Add(strings.Repeat("&amp;", 50) + "lt;")
	f.Add(strings.Repeat(`{\em `, 200) + strings.Repeat("}", 200))
	f.Fuzz(func(t *testing.T, text string) { checkClean(t, text) })
}

func ExampleCleanText() {
	fmt.Println(corpus.CleanText(`The Schr\"odinger bridge of $\mathbb{R}^d$ is 3times faster`))
	// Output: The Schrödinger bridge of ℝᵈ is 3× faster
}

func BenchmarkCleanText(b *testing.B) {
	plain := strings.Repeat("We propose a method that initialises the adapters of (LoRA) from 0.1% of the weights, e.g. in 14 layers. ", 12) + "It works."
	for _, bm := range []struct{ name, text string }{{"nothing to clean", plain}, {"markup", `$\alpha$ -- ` + plain}} {
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(bm.text)))
			for b.Loop() {
				corpus.CleanText(bm.text)
			}
		})
	}
}
