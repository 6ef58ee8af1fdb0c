/* record/condition.c: who may change which condition, and from when. */
#include "support_case.h"

#include "record/condition.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MAX 8
#define C(id, type, state) "{'id':'" id "','type':'" type \
	"','text':[],'imposedBy':'" state "','appliesTo':['all']}"
#define CHANGE(id, how, value) "{'condition':'" id "','change':'" how \
	"','value':" value "}"

struct history {
	struct evi_json *sealed;
	struct evi_json *details[MAX];
	struct evi_condition_event events[MAX];
	size_t n;
	struct evi_conditions out;
};

static void
begin(struct history *h, const char *sealed)
{
	memset(h, 0, sizeof(*h));
	h->sealed = support_json(sealed);
}

static void
add(struct history *h, const char *type, const char *state, int64_t at,
    const char *details)
{
	struct evi_condition_event *e = &h->events[h->n];

	h->details[h->n] = support_json(details);
	memset(e->digest, (int)h->n + 1, sizeof(e->digest));
	e->type = type;
	e->state = state;
	e->at.seconds = at;
	e->details = h->details[h->n++];
}

static void
judge(struct history *h, int64_t at)
{
	struct evi_instant t = { at, 0 };

	evi_conditions_free(&h->out);
	assert_int_equal(evi_conditions_at(h->sealed, h->events, h->n, t,
	    &h->out, NULL), EVID_OK);
}

static void
end(struct history *h)
{
	evi_conditions_free(&h->out);
	for (size_t i = 0; i < h->n; i++)
		evi_json_free(h->details[i]);
	evi_json_free(h->sealed);
}

static const char one[] = "{'conditions':[" C("C1", "onward-forbidden", "KZ")
    "]}";

static void
without_events_conditions_are_as_sealed(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	judge(&h, 100);
	assert_int_equal(h.out.n, 1);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_SEALED);
	assert_true(h.out.items[0].in_force);
	end(&h);
	begin(&h, "{}");
	judge(&h, 100);
	assert_int_equal(h.out.n, 0);
	end(&h);
}

static void
the_state_that_imposed_it_loosens_and_lifts(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "KZ", 10, CHANGE("C1", "loosened",
	    C("C1", "onward-needs-consent", "KZ")));
	add(&h, "condition-changed", "KZ", 20,
	    "{'condition':'C1','change':'lifted'}");
	judge(&h, 9);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_SEALED);
	judge(&h, 10);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_LOOSENED);
	assert_string_equal(h.out.items[0].type, "onward-needs-consent");
	assert_true(h.out.items[0].in_force);
	assert_int_equal(h.out.items[0].digest[0], 1);
	judge(&h, 20);
	assert_int_equal(h.out.n, 1);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_LIFTED);
	assert_false(h.out.items[0].in_force);
	assert_int_equal(h.out.n_ignored, 0);
	end(&h);
}

/* VN passes on what KZ imposed: that KZ did not seal it takes nothing from it
 */
static void
the_state_replaces_what_another_sealed_in_its_name(void **state)
{
	static const char *const changes[] = { "tightened", "loosened" };
	struct history h;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(&h, one);
		add(&h, "condition-changed", "KZ", 10, CHANGE("C1", "added",
		    C("C1", "cost", "KZ")));
		judge(&h, 15);
		assert_int_equal(h.out.n_ignored, 1);
		assert_int_equal(h.out.ignored[0].why, EVI_CHANGE_DOUBLED);
		assert_non_null(strstr(evi_condition_why_text(
		    EVI_CHANGE_DOUBLED), changes[i]));
		add(&h, "condition-changed", "KZ", 20, i == 0 ?
		    CHANGE("C1", "tightened", C("C1", "cost", "KZ")) :
		    CHANGE("C1", "loosened", C("C1", "cost", "KZ")));
		judge(&h, 20);
		assert_int_equal(h.out.n, 1);
		assert_string_equal(h.out.items[0].type, "cost");
		end(&h);
	}
}

static void
another_state_loosens_nothing(void **state)
{
	static const char *const changes[] = {
		CHANGE("C1", "loosened", C("C1", "cost", "VN")),
		"{'condition':'C1','change':'lifted'}",
	};
	struct history h;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(&h, one);
		add(&h, "condition-changed", "VN", 10, changes[i]);
		judge(&h, 20);
		assert_int_equal(h.out.n, 1);
		assert_int_equal(h.out.items[0].how, EVI_CONDITION_SEALED);
		assert_int_equal(h.out.n_ignored, 1);
		assert_int_equal(h.out.ignored[0].why, EVI_CHANGE_NOT_OWN);
		end(&h);
	}
}

static void
nobody_speaks_for_another_state(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "VN", 10, CHANGE("C1", "tightened",
	    C("C1", "cost", "KZ")));
	judge(&h, 20);
	assert_int_equal(h.out.n, 1);
	assert_int_equal(h.out.ignored[0].why, EVI_CHANGE_FORM);
	end(&h);
}

static void
a_stranger_changes_nothing(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "", 10,
	    "{'condition':'C1','change':'lifted'}");
	add(&h, "condition-changed", NULL, 10, CHANGE("C9", "added",
	    C("C9", "cost", "KZ")));
	judge(&h, 20);
	assert_int_equal(h.out.n, 1);
	assert_true(h.out.items[0].in_force);
	assert_int_equal(h.out.n_ignored, 2);
	assert_int_equal(h.out.ignored[0].why, EVI_CHANGE_BY_STRANGER);
	assert_int_equal(h.out.ignored[1].why, EVI_CHANGE_BY_STRANGER);
	end(&h);
}

static void
a_state_tightens_its_own_use_beside_anothers_condition(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "VN", 10, CHANGE("C1", "tightened",
	    C("C1", "access-limited", "VN")));
	judge(&h, 20);
	assert_int_equal(h.out.n, 2);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_SEALED);
	assert_true(h.out.items[0].in_force);
	assert_true(h.out.items[1].own_use);
	assert_string_equal(h.out.items[1].state, "VN");
	/* and lets go of that, and of no more */
	add(&h, "condition-changed", "VN", 30,
	    "{'condition':'C1','change':'lifted'}");
	judge(&h, 40);
	assert_true(h.out.items[0].in_force);
	assert_false(h.out.items[1].in_force);
	end(&h);
}

static void
any_known_state_adds_under_an_id_of_its_own(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "VN", 10, CHANGE("C2", "added",
	    C("C2", "report-use", "VN")));
	add(&h, "condition-changed", "VN", 11, CHANGE("C1", "added",
	    C("C1", "report-use", "VN")));
	add(&h, "condition-changed", "VN", 12, CHANGE("C7", "loosened",
	    C("C7", "report-use", "VN")));
	add(&h, "condition-changed", "VN", 13, CHANGE("C2", "added",
	    C("C2", "use-this-case", "VN")));
	judge(&h, 20);
	assert_int_equal(h.out.n, 3);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_SEALED);
	assert_string_equal(h.out.items[1].type, "report-use");
	assert_int_equal(h.out.items[1].how, EVI_CONDITION_ADDED);
	assert_false(h.out.items[1].own_use);
	assert_string_equal(h.out.items[2].id, "C1");
	assert_string_equal(h.out.items[2].state, "VN");
	assert_int_equal(h.out.n_ignored, 2);
	assert_int_equal(h.out.ignored[0].why, EVI_CHANGE_NO_SUCH);
	assert_int_equal(h.out.ignored[1].why, EVI_CHANGE_DOUBLED);
	end(&h);
}

/* nor does the order of times, which anybody states as he likes */
static void
no_state_takes_an_id_from_another(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "VN", 1, CHANGE("C4", "added",
	    C("C4", "other", "VN")));
	add(&h, "condition-changed", "VN", 2,
	    "{'condition':'C4','change':'lifted'}");
	add(&h, "condition-changed", "KZ", 10, CHANGE("C4", "added",
	    C("C4", "penalty-assurance", "KZ")));
	judge(&h, 20);
	assert_int_equal(h.out.n, 3);
	assert_false(h.out.items[1].in_force);
	assert_string_equal(h.out.items[2].state, "KZ");
	assert_true(h.out.items[2].in_force);
	assert_int_equal(h.out.n_ignored, 0);
	end(&h);
}

/* @h's last event is by a key that was given and sealed, of no known State. */
static void
by_sealer(struct history *h)
{
	h->events[h->n - 1].binds = true;
}

static void
who_sealed_binds_later_and_loosens_nothing(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "", 10, CHANGE("C2", "added",
	    "{'id':'C2','type':'cost','imposedBy':'KZ','critical':'urn:x'}"));
	by_sealer(&h);
	add(&h, "condition-changed", "", 11, CHANGE("C1", "tightened",
	    C("C1", "access-limited", "KZ")));
	by_sealer(&h);
	judge(&h, 20);
	assert_int_equal(h.out.n, 3);
	assert_int_equal(h.out.n_ignored, 0);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_SEALED);
	assert_string_equal(h.out.items[1].critical, "urn:x");
	assert_string_equal(h.out.items[1].state, "KZ");
	assert_true(h.out.items[1].by_sealer);
	assert_true(h.out.items[2].by_sealer);
	add(&h, "condition-changed", "", 12,
	    "{'condition':'C1','change':'lifted'}");
	by_sealer(&h);
	add(&h, "condition-changed", "", 13, CHANGE("C1", "loosened",
	    C("C1", "cost", "KZ")));
	by_sealer(&h);
	add(&h, "consent-given", "", 14,
	    "{'condition':'C1','to':{'state':'FR'}}");
	by_sealer(&h);
	/* and takes no id from the State that he names */
	add(&h, "condition-changed", "KZ", 15, CHANGE("C2", "added",
	    C("C2", "report-use", "KZ")));
	judge(&h, 20);
	assert_int_equal(h.out.n, 4);
	assert_string_equal(h.out.items[3].type, "report-use");
	assert_true(h.out.items[3].in_force);
	assert_true(h.out.items[0].in_force);
	assert_int_equal(h.out.items[0].n_consents, 0);
	assert_int_equal(h.out.n_ignored, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(h.out.ignored[i].why, EVI_CHANGE_BY_STRANGER);
	end(&h);
}

/* Neither a value of another condition, nor a word that is none; and what is no
 * event on conditions is passed over. */
static void
what_is_no_change_of_a_condition_changes_none(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "", 10, CHANGE("C1", "tightened",
	    C("C2", "access-limited", "KZ")));
	by_sealer(&h);
	add(&h, "condition-changed", "KZ", 11,
	    "{'condition':'C1','change':'softened'}");
	add(&h, "condition-changed", "KZ", 12, "{'condition':'C1'}");
	add(&h, "examined", "KZ", 13,
	    "{'condition':'C1','change':'lifted'}");
	judge(&h, 20);
	assert_int_equal(h.out.n, 1);
	assert_true(h.out.items[0].in_force);
	assert_int_equal(h.out.n_ignored, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(h.out.ignored[i].why, EVI_CHANGE_FORM);
	end(&h);
}

static void
the_order_of_the_lines_does_not_matter(void **state)
{
	struct history h;
	struct evi_condition_event swap;

	(void)state;
	begin(&h, one);
	add(&h, "condition-changed", "KZ", 20,
	    "{'condition':'C1','change':'lifted'}");
	add(&h, "condition-changed", "KZ", 10, CHANGE("C1", "tightened",
	    C("C1", "intelligence-only", "KZ")));
	judge(&h, 30);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_LIFTED);
	swap = h.events[0];
	h.events[0] = h.events[1];
	h.events[1] = swap;
	judge(&h, 30);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_LIFTED);
	/* at one time the digest decides, the same for everybody */
	h.events[0].at.seconds = h.events[1].at.seconds = 20;
	judge(&h, 30);
	assert_int_equal(h.out.items[0].how, EVI_CONDITION_TIGHTENED);
	end(&h);
}

static void
consent_is_its_states_and_ends(void **state)
{
	struct history h;

	(void)state;
	begin(&h, one);
	add(&h, "consent-given", "KZ", 10, "{'condition':'C1','to':{'state':"
	    "'TH'},'scope':'s','until':'1970-01-02'}");
	add(&h, "consent-given", "VN", 11,
	    "{'condition':'C1','to':{'state':'TH'}}");
	add(&h, "consent-refused", "KZ", 12,
	    "{'condition':'C1','to':{'state':'LA'}}");
	add(&h, "consent-given", "KZ", 13, "{'condition':'C1'}");
	judge(&h, 20);
	assert_int_equal(h.out.items[0].n_consents, 2);
	assert_true(h.out.items[0].consents[0].given);
	assert_false(h.out.items[0].consents[0].expired);
	assert_false(h.out.items[0].consents[1].given);
	assert_int_equal(h.out.n_ignored, 2);
	assert_int_equal(h.out.ignored[0].why, EVI_CHANGE_NOT_OWN);
	assert_int_equal(h.out.ignored[1].why, EVI_CHANGE_FORM);
	judge(&h, 2 * 86400);
	assert_true(h.out.items[0].consents[0].expired);
	/* the last word to one State counts */
	add(&h, "consent-refused", "KZ", 100,
	    "{'condition':'C1','to':{'state':'TH'}}");
	judge(&h, 200);
	assert_int_equal(h.out.items[0].n_consents, 2);
	assert_false(h.out.items[0].consents[0].given);
	end(&h);
}

static void
an_end_passes_but_a_deadline_does_not_end_a_condition(void **state)
{
	struct history h;

	(void)state;
	begin(&h, "{'conditions':[{'id':'C1','type':'confidential',"
	    "'imposedBy':'KZ','until':'1970-01-01T00:01:00Z'},{'id':'C2',"
	    "'type':'delete-after','imposedBy':'KZ','until':"
	    "'1970-01-01T00:01:00Z'},{'id':'C3','type':'other','imposedBy':"
	    "'KZ','until':{'event':'the verdict'}}]}");
	judge(&h, 60);
	assert_true(h.out.items[0].in_force);
	judge(&h, 61);
	assert_false(h.out.items[0].in_force);
	assert_true(h.out.items[0].ended);
	assert_true(h.out.items[1].in_force);
	assert_true(h.out.items[2].in_force);
	end(&h);
}

static void
what_cannot_be_read_is_counted(void **state)
{
	static const char *const bad[] = { "{'conditions':[1]}",
		"{'conditions':[{'id':'C'}]}",
		"{'conditions':[{'id':'C','type':'t','imposedBy':''}]}" };
	struct history h;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin(&h, bad[i]);
		judge(&h, 1);
		add(&h, "condition-changed", "KZ", 1,
		    "{'condition':'C','change':'lifted'}");
		judge(&h, 2);
		assert_int_equal(h.out.n, 1);
		assert_int_equal(h.out.n_malformed, 1);
		assert_true(h.out.items[0].in_force);
		end(&h);
	}
	begin(&h, "{'conditions':{}}");
	judge(&h, 1);
	assert_true(h.out.unreadable);
	end(&h);
	/* what must be understood counts, whatever else is wrong */
	begin(&h, "{'conditions':[{'critical':1},{'critical':'urn:a:b'}]}");
	judge(&h, 1);
	assert_string_equal(h.out.items[0].critical, "");
	assert_string_equal(h.out.items[1].critical, "urn:a:b");
	end(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_events_conditions_are_as_sealed),
		cmocka_unit_test(the_state_that_imposed_it_loosens_and_lifts),
		cmocka_unit_test(
		    the_state_replaces_what_another_sealed_in_its_name),
		cmocka_unit_test(another_state_loosens_nothing),
		cmocka_unit_test(nobody_speaks_for_another_state),
		cmocka_unit_test(a_stranger_changes_nothing),
		cmocka_unit_test(
		    a_state_tightens_its_own_use_beside_anothers_condition),
		cmocka_unit_test(any_known_state_adds_under_an_id_of_its_own),
		cmocka_unit_test(who_sealed_binds_later_and_loosens_nothing),
		cmocka_unit_test(no_state_takes_an_id_from_another),
		cmocka_unit_test(what_is_no_change_of_a_condition_changes_none),
		cmocka_unit_test(the_order_of_the_lines_does_not_matter),
		cmocka_unit_test(consent_is_its_states_and_ends),
		cmocka_unit_test(
		    an_end_passes_but_a_deadline_does_not_end_a_condition),
		cmocka_unit_test(what_cannot_be_read_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
