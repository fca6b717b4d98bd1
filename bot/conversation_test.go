package bot

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// say returns what the bot answers to the last of several messages.
func say(t *testing.T, b *Bot, key string, messages ...string) (resp Response) {
	t.Helper()
	for _, m := range messages {
		var err error
		if resp, err = b.Say(context.Background(), key, m); err != nil {
			t.Fatal(err)
		}
	}
	return resp
}

func TestConversation(t *testing.T) {
	b := seedBot(t)
	const question = "initialization of networks"
	top := askReply(t, b, Question{Text: question, Papers: 9})
	paper := func(rank int) corpus.Paper { return top.Sources[rank-1].Paper }

	t.Run("a number", func(t *testing.T) {
		for _, text := range []string{"2", "#2", "no. 2", "show 2", "paper 2", "2."} {
			card, ok := say(t, b, text, question, text).(Card)
			if !ok || card.Paper.ID != paper(2).ID || card.Gist == nil {
				t.Errorf("%q shows %q", text, card.Paper.Title)
			}
		}
	})
	t.Run("abstract", func(t *testing.T) {
		for text, rank := range map[string]int{"abstract 3": 3, "Abstract": 1, "abstract #2!": 2} {
			if got := say(t, b, text, question, text); !cmp.Equal(got, Response(Abstract{paper(rank)})) {
				t.Errorf("%q gives %+v", text, got)
			}
		}
	})
	t.Run("more, twice, then a number of the last page", func(t *testing.T) {
		more, ok := say(t, b, "more", question, "more", "next").(Reply)
		ranks := lo.Map(more.Sources, func(s Source, _ int) int { return s.Rank })
		if !ok || !cmp.Equal(ranks, []int{7, 8, 9}) {
			t.Fatalf("ranks %v", ranks)
		}
		if card, ok := say(t, b, "more", "8").(Card); !ok || card.Paper.ID != paper(8).ID {
			t.Errorf("8 shows %q", card.Paper.Title)
		}
		if card, ok := say(t, b, "more", "abstract").(Abstract); !ok || card.Paper.ID != paper(7).ID {
			t.Errorf("abstract shows %q, not the first of the page", card.Paper.Title)
		}
		if card, ok := say(t, b, "more", "abstract 1").(Abstract); !ok || card.Paper.ID != paper(1).ID {
			t.Errorf("abstract 1 shows %q, which is not the first paper", card.Paper.Title)
		}
		if got, ok := say(t, b, "more", "10").(Notice); !ok || got.Text.String() != "I showed papers 1 to 9. Which one do you mean?" {
			t.Errorf("10 gives %v", got.Text)
		}
	})
	t.Run("similar, then a number of that list", func(t *testing.T) {
		list, ok := say(t, b, "similar", question, "similar to 2").(Listing)
		if !ok || len(list.Items) == 0 {
			t.Fatalf("%+v", list)
		}
		if card, ok := say(t, b, "similar", "1").(Card); !ok || card.Paper.ID != list.Items[0].Paper.ID {
			t.Errorf("1 shows %q", card.Paper.Title)
		}
		if _, ok := say(t, b, "similar", "more").(Notice); !ok {
			t.Error("a list of similar papers has more")
		}
	})
	t.Run("as people write it", func(t *testing.T) {
		for text, want := range map[string]Response{
			"show me more please": Reply{}, "more papers": Reply{}, "tell me more about 2": Card{}, "the paper 2": Card{},
			"abstract of 2": Abstract{}, "more like 2": Listing{}, "similar papers to 2": Listing{}, "thanks!": Notice{},
		} {
			if got := say(t, b, text, question, text); reflect.TypeOf(got) != reflect.TypeOf(want) {
				t.Errorf("%q gives a %T, want a %T", text, got, want)
			}
		}
	})
	t.Run("more of a question without an answer", func(t *testing.T) {
		if got, ok := say(t, b, "none", question, "zxqvb", "more").(Notice); !ok {
			t.Errorf("goes on with an older question: %+v", got)
		}
	})
	t.Run("no answer yet", func(t *testing.T) {
		if _, ok := say(t, b, "fresh", "more").(Notice); !ok {
			t.Error("more goes on from nothing")
		}
	})
	t.Run("help, and a question that only begins like a follow-up", func(t *testing.T) {
		if _, ok := say(t, b, "help", "HELP!").(Help); !ok {
			t.Error("no help")
		}
		for _, text := range []string{"more stable training", "3DGS", "similar tasks"} {
			if _, ok := say(t, b, "q", question, text).(Reply); !ok {
				t.Errorf("%q is no question", text)
			}
		}
	})
	t.Run("others do not share it", func(t *testing.T) {
		say(t, b, "one", question)
		if _, ok := say(t, b, "other", "2").(Notice); !ok {
			t.Error("a follow-up refers to another's answer")
		}
	})
}

func TestConversationExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := seedBot(t)
		say(t, b, "k", "lottery ticket")
		time.Sleep(conversationAge)
		if _, ok := say(t, b, "k", "1").(Card); !ok {
			t.Error("forgotten before its time")
		}
		time.Sleep(conversationAge + 1)
		if _, ok := say(t, b, "k", "1").(Notice); !ok {
			t.Error("remembered after its time")
		}
	})
}

func TestConversationsAreBounded(t *testing.T) {
	b, err := New(Config{Papers: corpus.NewCollection(seed.Papers())})
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxConversations + 100 {
		b.conversations.put(fmt.Sprint(i), conversation{})
	}
	if n := b.conversations.lru.Len(); n != maxConversations {
		t.Errorf("%d conversations are kept", n)
	}
}
