package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"paperbot/bot"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

func (s *Store) readActorKey(ctx context.Context) error {
	return s.db.QueryRowContext(ctx, `SELECT value FROM secrets WHERE name = 'actor'`).Scan(&s.actorKey)
}

// actor returns what stands for a member in the event log: the first 128 bits of
// HMAC-SHA256 of the ID under the database's own key. Without that key nobody
// can tell whose it is, IDs being few enough to try them all.
func (s *Store) actor(member bot.UserID) string {
	mac := hmac.New(sha256.New, s.actorKey)
	mac.Write([]byte(member))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// voteKey names the one up-vote of an actor for a paper in a scope.
func voteKey(v bot.Vote, actor string) string {
	return fmt.Sprintf("%s/%s/%s/%s", trending.Upvote, v.Scope, v.Paper, actor)
}

// countedVotes are the up-votes for a paper in a scope that are still known to be
// somebody's: of a member there is one at most. An older one is nobody's, and whose
// it was may vote again; it counts on in rankings alone, where it is worth a
// thousandth by then (see TestVotesOfOldCountNoMore).
const countedVotes = `SELECT count(*) FROM events WHERE scope = ?1 AND paper = ?2 AND kind = ?3 AND actor IS NOT NULL`

// ToggleVote records a member's up-vote for a paper, or, if there is one,
// withdraws it as if it had never been.
func (s *Store) ToggleVote(ctx context.Context, v bot.Vote) (bot.Tally, error) {
	var tally bot.Tally
	actor := s.actor(v.Member)
	err := s.tx(ctx, func(tx *sql.Tx) error {
		withdrawn, err := affected(tx.ExecContext(ctx, `DELETE FROM events WHERE key = ?`, voteKey(v, actor)))
		if err != nil {
			return err
		}
		if tally.Mine = withdrawn == 0; tally.Mine {
			_, err := tx.ExecContext(ctx, `
				INSERT INTO events (scope, paper, kind, actor, at, weight, key) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				v.Scope, v.Paper, trending.Upvote, actor, v.At.UnixMilli(),
				trending.MemberWeight(trending.Upvote, v.Joined, v.At), voteKey(v, actor))
			if err != nil {
				return err
			}
		}
		return tx.QueryRowContext(ctx, countedVotes, v.Scope, v.Paper, trending.Upvote).Scan(&tally.Count)
	})
	if err != nil {
		return bot.Tally{}, s.fault("vote for "+string(v.Paper), err)
	}
	return tally, nil
}

// VoteCounts returns how many members' up-votes each of the papers has in a scope;
// those without any are left out.
func (s *Store) VoteCounts(ctx context.Context, scope bot.Scope, papers []corpus.ID) (map[corpus.ID]int, error) {
	ids, err := json.Marshal(papers)
	if err != nil {
		return nil, err
	}
	type count struct {
		paper corpus.ID
		n     int
	}
	rows, err := s.db.QueryContext(ctx, `
		SELECT value, (`+strings.Replace(countedVotes, "?2", "value", 1)+`) AS votes FROM json_each(?2) WHERE votes > 0`,
		scope, string(ids), trending.Upvote)
	counts, err := collect(s, "count votes", rows, err, func(row scanner) (c count, err error) {
		return c, row.Scan(&c.paper, &c.n)
	})
	byPaper := make(map[corpus.ID]int, len(counts))
	for _, c := range counts {
		byPaper[c.paper] = c.n
	}
	return byPaper, err
}
