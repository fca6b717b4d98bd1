package acronym

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []Pair
	}{
		{"biomedical", "the heat shock transcription factor (HSF) binds", pairs("HSF", "heat shock transcription factor")},
		{"hyphens within", "a Gcn5-related N-acetyltransferase (GNAT) domain", pairs("GNAT", "Gcn5-related N-acetyltransferase")},
		{"a digit of its own", "Thyroid transcription factor 1 (TTF-1) is", pairs("TTF-1", "Thyroid transcription factor 1")},
		{"letters inside words", "Low-Rank Adaptation (LoRA) freezes", pairs("LoRA", "Low-Rank Adaptation")},
		{"short form first", "the NTK (neural tangent kernel) stays", pairs("NTK", "neural tangent kernel")},
		{"short form first in plural", "GNNs (graph neural networks) pass", pairs("GNNs", "graph neural networks")},
		{"plural", "large language models (LLMs)", pairs("LLMs", "large language models")},
		{"plural of the short form alone", "a convolutional neural network (CNNs)", pairs("CNNs", "convolutional neural network")},
		{"digits", "3D Gaussian Splatting (3DGS)", pairs("3DGS", "3D Gaussian Splatting")},
		{"a capital within", "Maximal Update Parametrization (muP)", pairs("muP", "Maximal Update Parametrization")},
		{"small words between", "a Mixture of Experts (MoE) layer", pairs("MoE", "Mixture of Experts")},
		{"hyphens for small words", "Structure-from-Motion (SfM)", pairs("SfM", "Structure-from-Motion")},
		{"initials before letters", "via improved integration approximation (IIA)", pairs("IIA", "improved integration approximation")},
		{"initials with commas", "Findable, Accessible, Interoperable, Reusable (FAIR)", pairs("FAIR", "Findable, Accessible, Interoperable, Reusable")},
		{"a word more than letters", "stochastic gradient descent with momentum (SGDM)", pairs("SGDM", "stochastic gradient descent with momentum")},
		{"one word", "tune every hyperparameter (HP)", pairs("HP", "hyperparameter")},
		{"two brackets", "Novel Class Discovery (NCD) and domain randomization (DR)", pairs("NCD", "Novel Class Discovery", "DR", "domain randomization")},
		{"more said in the bracket", "deep learning (DL; see below)", pairs("DL", "deep learning")},
		{"an example in the bracket", "large language models (LLMs, e.g., GPT)", pairs("LLMs", "large language models")},
		{"quotation marks off", "‘Tests of Accuracy with Random Points’ (TARP)", pairs("TARP", "Tests of Accuracy with Random Points")},
		{"other letters", "Universidad Politécnica de Madrid (UPM)", pairs("UPM", "Universidad Politécnica de Madrid")},
		{"brackets within", "batch normalization (BN (again))", nil},
		{"only the sentence", "It works. Neural networks (NN)", pairs("NN", "Neural networks")},
		{"not over a sentence's end", "We train nets. Very nice (TNV)", nil},
		{"not over a comma", "better performance, surpassing others by 0.42 dB (PSNR)", nil},
		{"no capital", "as said (see above) and (e.g.) there", nil},
		{"a number", "in the last century (1999)", nil},
		{"a formula", "as widths of diffusion models grow (D→∞)", nil},
		{"one letter", "the big ocean (O)", nil},
		{"too long", "self-supervised representation learning (SelfSupervised)", nil},
		{"letters missing", "neural networks (XYZ)", nil},
		{"first letter inside a word", "a renewed method (NM)", nil},
		{"itself", "the LoRA adapter (LoRA)", nil},
		{"not longer", "RAM (RAM)", nil},
		{"nothing before", "(NTK) is", nil},
		{"not closed", "neural tangent kernel (NTK", nil},
		{"closed only", "neural tangent kernel NTK)", nil},
		{"empty brackets", "what () is ( ) this", nil},
		{"too far away", "graph theory is a part of mathematics that many find useful for nets (GN)", nil},
		{"prose in brackets", "LLM (we show later that many others learn as well)", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Find(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func pairs(texts ...string) (all []Pair) {
	for i := 0; i+1 < len(texts); i += 2 {
		all = append(all, Pair{texts[i], texts[i+1]})
	}
	return all
}

// Whatever the text: no panic, and a pair is two pieces of it.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"low-rank adaptation (LoRA)", "NTK (neural tangent kernel)", "((", "a (A)", "é(É) \xff(\xff)", "x (X Y)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range Find(text) {
			if p.Short == "" || !strings.Contains(text, p.Short) || p.Long == "" {
				t.Errorf("Find(%q) has %q", text, p)
			}
		}
	})
}
