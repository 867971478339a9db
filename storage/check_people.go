package storage

import (
	"bytes"
	"encoding/binary"
	"strings"

	"till/shop"
	"till/shop/job"
)

// checkSellers examines sellers and their indexes.
func (c *checker) checkSellers() error {
	accounts, names := 0, 0
	if err := c.each(sellersBucket, func(key, value []byte) error {
		s, err := decode[shop.Seller](sellersBucket, value)
		if err != nil || string(s.ID) != string(key) {
			c.problem("seller %s: the record is not one, or another's (%v)", key, err)
			return nil
		}
		what := "seller " + string(key)
		if s.Account != "" && c.indexed(sellersByAccount, []byte(s.Account), string(key), what) {
			accounts++
		}
		if c.indexed(sellersByName, nameKey(s.Name, s.ID), string(key), what) {
			names++
		}
		return nil
	}); err != nil {
		return err
	}
	seller := func(id []byte) shop.Seller {
		s, _ := record[shop.Seller](c.tx, sellersBucket, id, "seller")
		return s
	}
	if err := c.strays(sellersByAccount, accounts, func(key, id []byte) bool {
		return seller(id).Account == string(key)
	}); err != nil {
		return err
	}
	return c.strays(sellersByName, names, func(key, id []byte) bool {
		s := seller(id)
		return s.ID != "" && bytes.Equal(nameKey(s.Name, s.ID), key)
	})
}

// checkPeople examines people.
func (c *checker) checkPeople() error {
	return c.each(peopleBucket, func(key, value []byte) error {
		p, err := decode[shop.Person](peopleBucket, value)
		if err != nil || string(p.ID) != string(key) {
			c.problem("person %s: the record is not one, or another's (%v)", key, err)
		}
		return nil
	})
}

// checkConversations examines conversations, their index and their words.
func (c *checker) checkConversations() error {
	indexed, words := 0, 0
	if err := c.each(conversationsBucket, func(key, value []byte) error {
		v, err := decode[shop.Conversation](conversationsBucket, value)
		if err != nil || string(v.ID) != string(key) {
			c.problem("conversation %s: the record is not one, or another's (%v)", key, err)
			return nil
		}
		what := "conversation " + string(key)
		for i, user := range []shop.UserID{v.Buyer, v.Seller} {
			if c.indexed(conversationsOf, conversationKey(user, v), "", what) && (i == 0 || v.Buyer != v.Seller) {
				indexed++
			}
		}
		gone := v.Erased
		for n := 1; n <= v.Messages; n++ {
			w, err := record[shop.Words](c.tx, wordsBucket, wordsKey(string(key), n), "words")
			switch {
			case err == nil && w.N == n:
				words++
			case err != nil && shop.CodeOf(err) == shop.NotFound && gone > 0:
				gone--
			default:
				c.problem("%s: words %d of %d are not there (%v)", what, n, v.Messages, err)
			}
		}
		if gone > 0 {
			c.problem("%s: %d words that were erased are there", what, gone)
		}
		return nil
	}); err != nil {
		return err
	}
	conversation := func(id []byte) shop.Conversation {
		v, _ := record[shop.Conversation](c.tx, conversationsBucket, id, "conversation")
		return v
	}
	if err := c.strays(conversationsOf, indexed, func(key, _ []byte) bool {
		user, rest, _ := bytes.Cut(key, []byte{separator})
		if len(rest) <= timeLength {
			return false
		}
		v := conversation(rest[timeLength:])
		return v.Other(shop.UserID(user)) != "" && bytes.Equal(conversationKey(shop.UserID(user), v), key)
	}); err != nil {
		return err
	}
	return c.strays(wordsBucket, words, func(key, _ []byte) bool {
		if len(key) < 5 {
			return false
		}
		n := int(binary.BigEndian.Uint32(key[len(key)-4:]))
		return n >= 1 && n <= conversation(key[:len(key)-5]).Messages
	})
}

// checkMessages examines what leads from messages to conversations.
func (c *checker) checkMessages() error {
	return c.each(messagesBucket, func(key, value []byte) error {
		if c.get(conversationsBucket, value) == nil {
			c.problem("message %s leads to conversation %s, which is not there", key, value)
		}
		return nil
	})
}

// checkDead examines the jobs that were given up.
func (c *checker) checkDead() error {
	return c.each(deadBucket, func(key, value []byte) error {
		j, err := decode[job.Job](deadBucket, value)
		if err != nil || string(j.Key) != string(key) {
			c.problem("job %s, given up: the record is not one, or another's (%v)", key, err)
		}
		return nil
	})
}

// checkJobs examines jobs and their indexes.
func (c *checker) checkJobs() error {
	due, lanes := 0, 0
	last := c.bucket(jobsBucket).Sequence()
	if err := c.each(jobsBucket, func(key, value []byte) error {
		j, err := decodeJob(value)
		if err != nil || string(j.Key) != string(key) {
			c.problem("job %s: the record is not one, or another's (%v)", key, err)
			return nil
		}
		what := "job " + string(key)
		if s, _, _ := splitJob(value); s.lane != j.Lane || s.seq != j.Seq || !s.due.Equal(j.Due) {
			c.problem("%s is kept as if it were due or placed otherwise", what)
		}
		if j.Seq == 0 || j.Seq > last {
			c.problem("%s has a place that was not given yet", what)
		}
		if j.Order != "" && c.get(referencesBucket, []byte(j.Order)) == nil {
			c.problem("%s is about order %s, which is not there", what, j.Order)
		}
		if c.first(stateOf(j)) && c.indexed(jobsByDue, stateOf(j).dueKey(), string(key), what) {
			due++
		}
		if j.Lane != "" && c.indexed(jobsByLane, stateOf(j).laneKey(), string(key), what) {
			lanes++
		}
		return nil
	}); err != nil {
		return err
	}
	state := func(key []byte) (jobState, bool) {
		s, _, err := splitJob(c.get(jobsBucket, key))
		return s, err == nil
	}
	if err := c.strays(jobsByDue, due, func(key, value []byte) bool {
		s, ok := state(value)
		return ok && c.first(s) && bytes.Equal(s.dueKey(), key)
	}); err != nil {
		return err
	}
	return c.strays(jobsByLane, lanes, func(key, value []byte) bool {
		s, ok := state(value)
		return ok && s.lane != "" && bytes.Equal(s.laneKey(), key)
	})
}

// checkMarks examines the marks, which only need to be readable and in their
// place.
func (c *checker) checkMarks() error {
	if err := c.each(marksBucket, func(key, _ []byte) error {
		if !strings.HasPrefix(string(key), stayingMarks) {
			c.problem("mark %s stands among those that stay", key)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, month := range c.months() {
		if err := c.eachOf(c.bolt.Bucket([]byte(month)), func(key, _ []byte) error {
			if strings.HasPrefix(string(key), stayingMarks) {
				c.problem("mark %s stands in %s and should stay for ever", key, month)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
