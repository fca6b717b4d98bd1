package corpus

import "strings"

// The names of LaTeX and AMS commands and what they print. A command in none of
// these tables is an author's own, and is left as it stands.

// greek maps letter commands, those that stand for a variable, to the letter.
var greek = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
	"zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ",
	"mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς",
	"tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
	"Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
}

// letterlike maps other commands that stand like a letter or an ordinary sign.
var letterlike = map[string]string{
	"hbar": "ℏ", "infty": "∞", "partial": "∂", "nabla": "∇", "emptyset": "∅", "varnothing": "∅",
	"aleph": "ℵ", "Re": "ℜ", "Im": "ℑ", "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬",
	"top": "⊤", "bot": "⊥", "circ": "∘", "degree": "°", "deg": "°", "prime": "′", "ast": "∗", "star": "⋆",
	"dagger": "†", "ddagger": "‡", "bullet": "•", "checkmark": "✓", "angle": "∠", "triangle": "△",
	"square": "□", "Box": "□", "sharp": "♯", "flat": "♭", "ldots": "…", "dots": "…", "cdots": "⋯",
	"langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
	"lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "colon": ":",
	"sum": "∑", "prod": "∏", "int": "∫", "bigcup": "⋃", "bigcap": "⋂", "oint": "∮", "lbrace": "{", "rbrace": "}",
}

// operators maps commands that stand between two operands.
var operators = map[string]string{
	"times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "oplus": "⊕", "otimes": "⊗", "odot": "⊙",
	"cup": "∪", "cap": "∩", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "setminus": "∖",
	"le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠",
	"ll": "≪", "gg": "≫", "lt": "<", "gt": ">", "sim": "∼", "simeq": "≃", "approx": "≈", "cong": "≅", "equiv": "≡",
	"propto": "∝", "asymp": "≍", "lesssim": "≲", "gtrsim": "≳", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰",
	"in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇",
	"to": "→", "rightarrow": "→", "longrightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "leftarrow": "←", "gets": "←",
	"Leftarrow": "⇐", "leftrightarrow": "↔", "Leftrightarrow": "⇔", "iff": "⇔", "mapsto": "↦", "hookrightarrow": "↪",
	"uparrow": "↑", "downarrow": "↓", "mid": "|", "parallel": "∥", "perp": "⊥", "vdash": "⊢", "models": "⊨", "triangleq": "≜",
	"coloneqq": "≔", "doteq": "≐", "leadsto": "⇝", "rightsquigarrow": "⇝", "nearrow": "↗", "searrow": "↘",
}

// functions are printed as they are named.
var functions = set("log", "ln", "lg", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arcsin", "arccos", "arctan",
	"max", "min", "sup", "inf", "lim", "limsup", "liminf", "det", "dim", "ker", "gcd", "arg", "Pr", "argmax", "argmin", "mod", "bmod")

// fonts take one argument and print it.
var fonts = set("mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak", "mathnormal",
	"boldsymbol", "bm", "bold", "operatorname", "text", "textbf", "textit", "textsf", "textsc", "texttt", "textrm",
	"textup", "textnormal", "textmd", "textsl", "emph", "mbox", "hbox", "underline", "uline", "ensuremath", "mathop", "mathbin", "mathrel", "mathord")

// switches change the type until the end of the group, and print nothing.
var switches = set("em", "bf", "it", "rm", "sf", "sc", "tt", "sl", "cal", "bfseries", "itshape", "mdseries", "scshape",
	"rmfamily", "sffamily", "ttfamily", "upshape", "normalfont", "tiny", "scriptsize", "footnotesize", "small", "normalsize",
	"large", "Large", "displaystyle", "textstyle", "scriptstyle", "noindent", "xspace", "centering", "protect", "limits", "nolimits",
	"left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm")

// spaces print white space or nothing worth keeping.
var spaces = map[string]string{
	",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "!": "", "/": "", "-": "", "@": "", "\\": " ",
	"quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "newline": " ", "par": " ", "item": " ", "linebreak": " ",
}

// escaped are the signs that LaTeX wants a backslash before.
const escaped = `%&$#_{}`

// combining maps mathematical accents to the mark that follows the letter.
var combining = map[string]string{
	"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304",
	"vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
}

// doubleStruck holds the letters of \mathbb that name sets and expectations.
var doubleStruck = map[string]string{
	"C": "ℂ", "E": "𝔼", "F": "𝔽", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "S": "𝕊", "Z": "ℤ", "1": "𝟙", "D": "𝔻", "T": "𝕋",
}

var (
	raisedRunes = runeMap(
		"0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ−",
		"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ⁻")
	loweredRunes = runeMap(
		"0123456789+-=()aehijklmnoprstuvxβγρφχ−",
		"₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋")
)

func runeMap(from, to string) map[rune]rune {
	m := make(map[rune]rune)
	target := []rune(to)
	for i, r := range []rune(from) {
		m[r] = target[i]
	}
	return m
}

// raisedSigns are superscripts that are written beside the base.
var raisedSigns = map[string]string{"∘": "°", "°": "°", "⊤": "ᵀ", "*": "*", "∗": "*", "⋆": "⋆", "′": "′", "″": "″", "†": "†", "'": "'"}

// script returns s raised or lowered: in Unicode's own letters where all are
// there and s is short enough to be read so, else "^s", "_s" or "^(s)".
func script(s string, raised bool) string {
	sign, runes := "_", loweredRunes
	if raised {
		sign, runes = "^", raisedRunes
		if t, ok := raisedSigns[s]; ok {
			return t
		}
	}
	if t, ok := mapped(s, runes); ok {
		return t
	}
	if isWord(s) {
		return sign + s
	}
	return sign + "(" + s + ")"
}

// maxScriptLetters is how many raised or lowered letters in a row are read
// more easily than "_opt".
const maxScriptLetters = 2

func mapped(s string, runes map[rune]rune) (string, bool) {
	var b strings.Builder
	letters := 0
	for _, r := range s {
		m, ok := runes[r]
		if !ok {
			return "", false
		}
		if isASCIILetter(byte(min(r, 0x7f))) {
			letters++
		}
		b.WriteRune(m)
	}
	return b.String(), letters <= maxScriptLetters && s != ""
}
