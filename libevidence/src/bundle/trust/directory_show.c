/*
 * A directory for people, and its payload as it is signed.
 */
#include "bundle/trust/directory.h"
#include "bundle/trust/trust.h"

#include "base/text.h"
#include "record/field.h"
#include "record/number.h"

#include <string.h>

enum evid_status
evid_directory_json(const struct evid_directory *directory, char **text_out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;

	*text_out = NULL;
	evi_buf_add(&text, directory->envelope->payload.data,
	    directory->envelope->payload.len);
	return evi_buf_take(&text, text_out, err);
}

static void
add(struct evi_buf *out, const char *text)
{
	evi_text_escape(out, text, strlen(text));
}

static void
line_of(struct evi_buf *out, const char *name, const struct evi_texts *texts)
{
	size_t i;

	for (i = 0; i < texts->count; i++) {
		evi_buf_add_format(out, "%s%s", i == 0 ? name : ", ",
		    i == 0 ? " " : "");
		add(out, texts->items[i]);
	}
	if (texts->count > 0)
		evi_buf_add_text(out, "\n");
}

static void
add_standing(struct evi_buf *out, const struct evi_directory_key *k,
    struct evi_instant now)
{
	if (k->revoked) {
		evi_buf_add_format(out, "      revoked as %s on ",
		    evi_revocation_names[k->reason]);
		evi_words_time(out, k->revoked_at);
		if (k->has_since) {
			evi_buf_add_text(out, ", to be feared since ");
			evi_words_time(out, k->since);
		}
		evi_buf_add_text(out, "\n");
	} else if (evi_instant_before(now, k->valid_from)) {
		evi_buf_add_text(out, "      not yet valid\n");
	} else if (k->has_valid_until &&
	    evi_instant_before(k->valid_until, now)) {
		evi_buf_add_text(out, "      expired\n");
	}
}

static void
add_key(struct evi_buf *out, const struct evi_directory_key *k,
    struct evi_instant now)
{
	char number[EVI_NUMBER_TEXT_CAP];
	size_t i;

	evi_buf_add_text(out, "    key ");
	evi_buf_add_hex(out, k->keyid, EVI_SHA256_LEN);
	evi_buf_add_text(out, "\n");
	evi_number_format(k->keyid, number);
	evi_buf_add_format(out, "      number ");
	evi_buf_add_text(out, number);
	evi_buf_add_text(out, "\n      for");
	for (i = 0; i < EVI_N_USES; i++)
		if ((k->uses & 1u << i) != 0)
			evi_buf_add_format(out, " %s", evi_use_names[i]);
	evi_buf_add_text(out, "; valid from ");
	evi_words_time(out, k->valid_from);
	if (k->has_valid_until) {
		evi_buf_add_text(out, " until ");
		evi_words_time(out, k->valid_until);
	}
	evi_buf_add_text(out, "\n");
	if (k->storage[0] != '\0') {
		evi_buf_add_text(out, "      kept ");
		add(out, k->storage);
		evi_buf_add_text(out, "\n");
	}
	if (k->has_succeeds) {
		evi_buf_add_text(out, "      succeeds ");
		evi_buf_add_hex(out, k->succeeds, EVI_SHA256_LEN);
		evi_buf_add_text(out, "\n");
	}
	add_standing(out, k, now);
}

static void
add_contact(struct evi_buf *out, const struct evi_contact *c,
    struct evi_instant now)
{
	size_t i;

	evi_buf_add_text(out, "  ");
	add(out, c->state);
	evi_buf_add_format(out, " %s %s\n", evi_contact_kind_names[c->kind], c->id);
	for (i = 0; i < c->n_authority; i++) {
		evi_buf_add_text(out, "    ");
		add(out, c->authority[i].text);
		evi_buf_add_text(out, " (");
		add(out, c->authority[i].lang);
		evi_buf_add_text(out, ")\n");
	}
	line_of(out, "    telephone", &c->telephone);
	line_of(out, "    e-mail", &c->email);
	if (c->hours[0] != '\0' || c->zone[0] != '\0') {
		evi_buf_add_text(out, "    hours ");
		add(out, c->hours);
		evi_buf_add_text(out, " ");
		add(out, c->zone);
		evi_buf_add_text(out, "\n");
	}
	line_of(out, "    languages", &c->languages);
	line_of(out, "    recipients", &c->recipients);
	for (i = 0; i < c->n_keys; i++)
		add_key(out, &c->keys[i], now);
}

enum evid_status
evid_directory_text(const struct evid_directory *directory,
    struct evid_time now, char **text_out, struct evid_error *err)
{
	const struct evi_directory *d = &directory->d;
	struct evi_instant t = { now.seconds, now.nanoseconds };
	struct evi_buf out = EVI_BUF_INIT;
	size_t i;

	*text_out = NULL;
	add(&out, d->name);
	evi_buf_add_format(&out, ", version %llu%s\n",
	    (unsigned long long)d->version,
	    directory->envelope->n_signatures == 0 ? ", a draft" : "");
	evi_buf_add_format(&out, "  id          %s\n  issued      ", d->id);
	evi_words_time(&out, d->issued_at);
	evi_buf_add_text(&out, "\n  until       ");
	evi_words_time(&out, d->expires);
	if (evi_instant_before(d->expires, t))
		evi_buf_add_text(&out, ": past its end");
	evi_buf_add_format(&out, "\n  threshold   %llu contact%s\n"
	    "  signatures  %zu\n", (unsigned long long)d->threshold,
	    d->threshold == 1 ? "" : "s",
	    directory->envelope->n_signatures);
	for (i = 0; i < d->critical.count; i++) {
		evi_buf_add_text(&out, "  critical    ");
		add(&out, d->critical.items[i]);
		evi_buf_add_text(&out, "\n");
	}
	for (i = 0; i < d->n_contacts; i++)
		add_contact(&out, &d->contacts[i], t);
	for (i = 0; i < d->unknown.count; i++) {
		evi_buf_add_text(&out, "  not known here, without effect: ");
		add(&out, d->unknown.items[i]);
		evi_buf_add_text(&out, "\n");
	}
	return evi_buf_take(&out, text_out, err);
}
