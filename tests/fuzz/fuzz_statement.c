/*
 * Statements: a good one without unknown keys is written as it was read, and
 * gives a bag-info.txt that no text of its own can add a line to.
 */
#include "support.h"

#include "base/num.h"
#include "record/name.h"
#include "record/tags.h"

/* Every line begins with one label, in their order. */
static void
check_bag_info(const struct evi_statement *s)
{
	static const char *const labels[] = { "Source-Organization: ",
	    "Contact-Name: ", "Bagging-Date: ", "External-Identifier: ",
	    "Payload-Oxum: ", "Bag-Software-Agent: " };
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	const char *line, *lf;
	size_t label = 0, n = 0;

	evi_bag_info_write(&text, s, UINT64_MAX, UINT64_MAX);
	HOLDS(!text.failed);
	for (line = evi_buf_text(&text); *line != '\0'; line = lf + 1) {
		lf = strchr(line, '\n');
		HOLDS(lf != NULL);
		while (label < 6 && strncmp(line, labels[label],
		    strlen(labels[label])) != 0)
			label++;
		HOLDS(label++ < 6);
		n++;
	}
	HOLDS(n >= 4 && (size_t)(line - evi_buf_text(&text)) == text.len);
	evi_buf_free(&text);
}

static void
check_good(const struct evi_statement *s)
{
	HOLDS(s->n_signers >= 1 && s->n_signers <= EVI_SIGNERS_MAX);
	for (size_t i = 0; i < s->n_signers; i++) {
		const struct evi_signer *signer = &s->signers[i];

		HOLDS(evi_text_good(signer->name) &&
		    evi_text_good(signer->organization) &&
		    evi_text_good(signer->state));
		for (size_t k = 0; k < i; k++)
			HOLDS(memcmp(signer->keyid, s->signers[k].keyid,
			    EVI_SHA256_LEN) != 0);
	}
	HOLDS(evi_name_is_base(s->name));
	HOLDS(s->n_objects >= 1 && s->n_objects <= UINT64_C(1) << 31);
	HOLDS(s->custody_count <= EVI_MAX_INTEGER);
	HOLDS(s->sealed_at.seconds >= s->started_at.seconds);
	check_bag_info(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_statement s = { 0 }, second = { 0 };		/* owned here */
	struct evi_buf again = EVI_BUF_INIT;			/* owned here */
	const char *why;
	bool unknown = false;

	HOLDS(evi_statement_read(data, len, &s, &why, &unknown, NULL) ==
	    EVID_OK);
	if (why == NULL) {
		check_good(&s);
		HOLDS(evi_statement_write(&s, &again, NULL) == EVID_OK);
		HOLDS(unknown || fuzz_same(&again, data, len));
		HOLDS(evi_statement_read(again.data, again.len, &second, &why,
		    &unknown, NULL) == EVID_OK);
		HOLDS(why == NULL && !unknown);
	}
	evi_statement_free(&s);
	evi_statement_free(&second);
	evi_buf_free(&again);
	return 0;
}
