package summary

import "testing"

func TestKindOf(t *testing.T) {
	tests := map[string]Kind{
		"what is lazy training?":                               KindDefinition,
		"What's PEFT":                                          KindDefinition,
		`What does "emergent misalignment" mean?`:              KindDefinition,
		"define grokking":                                      KindDefinition,
		"what is meant by loss of plasticity":                  KindDefinition,
		"What does LoRA stand for?":                            KindDefinition,
		"What is the effect of warmup on stability?":           KindWhich,
		"What optimizers use less memory?":                     KindWhich,
		"what does FlashAttention do":                          KindWhich,
		"Which papers study continual learning?":               KindList,
		"what was that paper on subspaces?":                    KindList,
		"I'm looking for the article on BatchNorm":             KindList,
		"does this paper use LoRA?":                            KindYesNo,
		"how many papers are there on LoRA?":                   KindNumber,
		"how do I initialise LoRA adapters?":                   KindHow,
		"learning rate warmup":                                 KindOther,
		"Why do transformers need warmup?":                     KindWhy,
		"How many checkpoints are in MultiBERTs?":              KindNumber,
		"what accuracy did ChartMoE reach on ChartQA":          KindNumber,
		"What top-5 test error percentage was reached?":        KindNumber,
		"who wrote the paper on LoRA":                          KindWho,
		"who are the authors of the DIAYN paper?":              KindWho,
		"when was batch normalization introduced":              KindWhen,
		"Does Gaussian Splatting need SFM initialization?":     KindYesNo,
		"Is there anything about sign language?":               KindList,
		"hey bot, do you know any papers that merge models":    KindList,
		"anything on growing a small model?":                   KindList,
		"PissA vs Bone on GSM8K":                               KindCompare,
		"Pre-LN or Post-LN transformer?":                       KindCompare,
		"What is the difference between LoRA and DoRA?":        KindCompare,
		"Which papers study forgetting or continual learning?": KindList,
		"Which methods prune?":                                 KindWhich,
		"large batch or small batch training?":                 KindCompare,
		"compare Adam with SGD":                                KindCompare,
		"Explain domain randomization":                         KindOverview,
		"tell me about pruning":                                KindOverview,
		"0-dimensional biomaterials show no properties.":       KindClaim,
		"Warmup of large networks: is it needed?":              KindYesNo,
		"Warmup: a study":                                      KindOther,
		"warmup is not needed":                                 KindClaim,
		"":                                                     KindOther,
		"¿?":                                                   KindOther,
	}
	for text, want := range tests {
		if got := KindOf(text); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}
