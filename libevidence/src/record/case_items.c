/*
 * Items and exhibits: what identifies them, and that each is named once.
 */
#include "record/case_parts.h"

#include <stdio.h>
#include <string.h>

static bool
is_digits(const char *text, size_t len)
{
	return strlen(text) == len &&
	    strspn(text, "0123456789") == len;
}

/* IMEI: 15 digits, the last by Luhn. */
static bool
is_imei(const char *text)
{
	unsigned int sum = 0;

	if (!is_digits(text, 15))
		return false;
	for (size_t i = 0; i < 15; i++) {
		unsigned int digit = (unsigned int)(text[i] - '0');

		if (i % 2 == 1)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}

static bool
is_ipv4(const char *text, size_t len)
{
	unsigned int parts = 0, value = 0, digits = 0;

	for (size_t i = 0; i <= len; i++) {
		char c = i < len ? text[i] : '.';

		if (c >= '0' && c <= '9' && digits < 3) {
			value = value * 10 + (unsigned int)(c - '0');
			digits++;
			continue;
		}
		if (c != '.' || digits == 0 || value > 255)
			return false;
		parts++;
		value = digits = 0;
	}
	return parts == 4;
}

/* RFC 4291, section 2.2: groups of 1 to 4 digits, one "::", an IPv4 tail. */
static bool
is_ipv6(const char *text)
{
	unsigned int groups = 0;
	bool gap = false;
	const char *p = text;

	if (p[0] == ':' && p[1] != ':')
		return false;
	while (*p != '\0') {
		size_t n = strspn(p, "0123456789abcdefABCDEF");

		if (p[0] == ':' && p[1] == ':') {
			if (gap)
				return false;
			gap = true;
			p += 2;
			continue;
		}
		if (p[n] == '.')
			return is_ipv4(p, strlen(p)) &&
			    (gap ? groups < 6 : groups == 6);
		if (n == 0 || n > 4)
			return false;
		groups++;
		p += n;
		if (*p == ':' && p[1] != ':') {
			p++;
			if (*p == '\0')
				return false;
		} else if (*p != '\0' && *p != ':') {
			return false;
		}
	}
	return gap ? groups < 8 : groups == 8;
}

static bool
is_email(const char *text)
{
	const char *at = strrchr(text, '@');

	return at != NULL && at != text && at[1] != '\0' &&
	    strpbrk(text, " \t\n,;") == NULL;
}

static bool
is_of_type(const char *type, const char *value)
{
	if (strcmp(type, "ip") == 0)
		return is_ipv4(value, strlen(value)) || is_ipv6(value);
	if (strcmp(type, "imei") == 0)
		return is_imei(value);
	if (strcmp(type, "imsi") == 0)
		return is_digits(value, 15) || is_digits(value, 14);
	if (strcmp(type, "email") == 0)
		return is_email(value);
	if (strcmp(type, "phone") == 0)
		return strspn(value, "+0123456789 -()./") == strlen(value) &&
		    strpbrk(value, "0123456789") != NULL;
	return true;
}

/* Behind one address there may be a thousand subscribers. */
static void
address(struct evi_case_checking *c, const struct evi_json *id,
    const char *where, const char *who)
{
	bool port = evi_json_get(id, "port") != NULL;
	bool at = evi_case_text(id, "at") != NULL;
	char path[96];

	if (port && at)
		return;
	(void)snprintf(path, sizeof(path), "%s.%s", where,
	    port ? "at" : "port");
	evi_case_add(c->out, EVI_RULE_ADDRESS, path,
	    "%s: an IP address needs its port and its time; %s", who,
	    port ? "the time is missing" : at ? "the port is missing" :
	    "both are missing");
}

static void
identifiers(struct evi_case_checking *c, const struct evi_json *owner,
    const char *place, const char *who)
{
	const struct evi_json *list;
	uint64_t port;
	size_t n;

	list = evi_case_list(owner, "identifiers", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *id = evi_json_at(list, i);
		const char *type = evi_case_text(id, "type");
		const char *value = evi_case_text(id, "value");
		char path[80], shown[EVI_CASE_SHOWN_CAP];

		(void)snprintf(path, sizeof(path), "%s.identifiers[%zu]",
		    place, i);
		if (type != NULL && strcmp(type, "ip") == 0)
			address(c, id, path, who);
		if (evi_json_get_u64(id, "port", &port) && port > 65535)
			evi_case_add(c->out, EVI_RULE_IDENTIFIER, path,
			    "%s: a port is at most 65535", who);
		if (type != NULL && value != NULL && !is_of_type(type, value))
			evi_case_add(c->out, EVI_RULE_IDENTIFIER, path,
			    "%s: \"%s\" does not look like what it is called",
			    who, evi_case_shown(value, shown));
	}
}

static void
period(struct evi_case_checking *c, const struct evi_json *item, size_t i)
{
	const struct evi_json *span = evi_json_get(item, "period");
	const char *from = evi_case_text(span, "from");
	const char *to = evi_case_text(span, "to");
	struct evi_instant a, b;
	char path[64];

	if (from == NULL || to == NULL ||
	    !evi_case_time(from, false, &a, NULL) ||
	    !evi_case_time(to, false, &b, NULL) || !evi_instant_before(b, a))
		return;
	(void)snprintf(path, sizeof(path), "items[%zu].period", i);
	evi_case_add(c->out, EVI_RULE_PERIOD, path,
	    "item %zu: the period ends before it begins", i + 1);
}

static void
items(struct evi_case_checking *c)
{
	const struct evi_json *list;
	char path[64], who[32], shown[EVI_CASE_SHOWN_CAP];
	size_t n;

	list = evi_case_list(c->json, "items", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *item = evi_json_at(list, i);
		const char *exhibit = evi_case_text(item, "exhibit");

		(void)snprintf(path, sizeof(path), "items[%zu]", i);
		(void)snprintf(who, sizeof(who), "item %zu", i + 1);
		identifiers(c, item, path, who);
		period(c, item, i);
		if (exhibit != NULL &&
		    evi_json_get(c->exhibits, exhibit) == NULL) {
			(void)snprintf(path, sizeof(path),
			    "items[%zu].exhibit", i);
			evi_case_add(c->out, EVI_RULE_ID_UNKNOWN, path,
			    "item %zu: there is no exhibit \"%s\"", i + 1,
			    evi_case_shown(exhibit, shown));
		}
	}
	if (n == 0 && evi_json_get(c->json, "items") != NULL &&
	    (evi_case_is_request(c->kind) || evi_case_is_answer(c->kind)))
		evi_case_add(c->out, EVI_RULE_ITEMS_NONE, "items",
		    "no item is listed");
}

static void
persons(struct evi_case_checking *c)
{
	const struct evi_json *list;
	char path[64], who[32];
	size_t n;

	list = evi_case_list(c->json, "persons", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *person = evi_json_at(list, i);

		(void)snprintf(path, sizeof(path), "persons[%zu]", i);
		(void)snprintf(who, sizeof(who), "person %zu", i + 1);
		identifiers(c, person, path, who);
		if (evi_case_flag(person, "protected") &&
		    evi_json_get(person, "name") != NULL)
			evi_case_add(c->out, EVI_RULE_PROTECTED_NAMED, path,
			    "%s: protected, and named", who);
	}
}

/* md5, sha1, sha256, sha512, also as SHA-256 */
static size_t
digits_of(const char *alg)
{
	static const struct {
		const char *name;
		size_t digits;
	} known[] = { { "md5", 32 }, { "sha1", 40 }, { "sha256", 64 },
		{ "sha384", 96 }, { "sha512", 128 } };
	char plain[16] = "";
	size_t n = 0;

	for (; *alg != '\0' && n < sizeof(plain) - 1; alg++) {
		if (*alg != '-' && *alg != '_' && *alg != ' ')
			plain[n++] = *alg >= 'A' && *alg <= 'Z' ?
			    (char)(*alg - 'A' + 'a') : *alg;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(plain, known[i].name) == 0)
			return known[i].digits;
	}
	return 0;
}

static void
hashes(struct evi_case_checking *c, const struct evi_json *exhibit, size_t i)
{
	const struct evi_json *list;
	size_t n;

	list = evi_case_list(evi_json_get(exhibit, "acquisition"), "hashes",
	    &n);
	for (size_t k = 0; k < n; k++) {
		const struct evi_json *hash = evi_json_at(list, k);
		const char *alg = evi_case_text(hash, "alg");
		const char *value = evi_case_text(hash, "value");
		char path[80], shown[EVI_CASE_SHOWN_CAP];

		if (alg == NULL || value == NULL || digits_of(alg) == 0 ||
		    (strlen(value) == digits_of(alg) && strspn(value,
		    "0123456789abcdefABCDEF") == strlen(value)))
			continue;
		(void)snprintf(path, sizeof(path),
		    "exhibits[%zu].acquisition.hashes[%zu].value", i, k);
		evi_case_add(c->out, EVI_RULE_DIGEST, path,
		    "exhibit %zu: this is no value of %s", i + 1,
		    evi_case_shown(alg, shown));
	}
}

static void
exhibits(struct evi_case_checking *c)
{
	const struct evi_json *list, *imeis;
	char path[64], shown[EVI_CASE_SHOWN_CAP];
	const char *imei;
	size_t n, n_imeis;

	list = evi_case_list(c->json, "exhibits", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *exhibit = evi_json_at(list, i);
		const char *parent = evi_case_text(exhibit, "parent");

		hashes(c, exhibit, i);
		if (parent != NULL &&
		    evi_json_get(c->exhibits, parent) == NULL) {
			(void)snprintf(path, sizeof(path),
			    "exhibits[%zu].parent", i);
			evi_case_add(c->out, EVI_RULE_ID_UNKNOWN, path,
			    "exhibit %zu: there is no exhibit \"%s\"", i + 1,
			    evi_case_shown(parent, shown));
		}
		imeis = evi_case_list(exhibit, "imei", &n_imeis);
		for (size_t k = 0; k < n_imeis; k++) {
			if (!evi_json_string(evi_json_at(imeis, k), &imei) ||
			    imei[0] == '\0' || is_imei(imei))
				continue;
			(void)snprintf(path, sizeof(path),
			    "exhibits[%zu].imei[%zu]", i, k);
			evi_case_add(c->out, EVI_RULE_IDENTIFIER, path,
			    "exhibit %zu: \"%s\" is no IMEI", i + 1,
			    evi_case_shown(imei, shown));
		}
	}
}

/* Whoever points to an id must find one. */
static void
doubled(struct evi_case_checking *c, const char *key, const char *what)
{
	const struct evi_json *list;
	char path[64], shown[EVI_CASE_SHOWN_CAP];
	struct evi_json *seen = evi_json_new_object();
	size_t n;

	list = evi_case_list(c->json, key, &n);
	for (size_t i = 0; i < n; i++) {
		const char *id = evi_case_text(evi_json_at(list, i), "id");

		if (id == NULL)
			continue;
		if (evi_json_get(seen, id) != NULL) {
			(void)snprintf(path, sizeof(path), "%s[%zu].id", key,
			    i);
			evi_case_add(c->out, EVI_RULE_ID_DOUBLED, path,
			    "%s %zu: \"%s\" is the id of another too", what,
			    i + 1, evi_case_shown(id, shown));
		} else if (!evi_json_set(seen, id, evi_json_new_bool(true))) {
			c->out->memory = true;
		}
	}
	evi_json_free(seen);
}

void
evi_case_check_items(struct evi_case_checking *c)
{
	items(c);
	persons(c);
	exhibits(c);
	doubled(c, "items", "item");
	doubled(c, "exhibits", "exhibit");
	doubled(c, "conditions", "condition");
	doubled(c, "persons", "person");
}
