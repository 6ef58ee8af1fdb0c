/*
 * What came of one bundle.
 */
#include "verify/result.h"
#include "common/message.h"
#include "common/text.h"

#include <stdlib.h>

static const char *
code_of(const struct evid_error *err)
{
	return err->status == EVID_ERR_NOT_FOUND ? "no-such-file" : "io-error";
}

static void
finding_json(FILE *out, const char *shown, const struct evid_error *err)
{
	fprintf(out, "{\"code\":\"%s\",\"class\":\"%s\",\"path\":null,"
	    "\"range\":null,\"message\":",
	    code_of(err),
	    err->status == EVID_ERR_NOT_FOUND ? "incomplete" : "local");
	text_json(out, err->message[0] != '\0' ? err->message : shown);
	fputs(",\"hint\":", out);
	text_json(out, err->hint);
	putc('}', out);
}

void
result_absent_json(FILE *out, const char *path, const struct evid_error *err,
    struct evid_time now)
{
	int cannot = message_exit(err->status) == EXIT_CANNOT;
	char when[TEXT_UTC_CAP];
	/* For people, as the library says it of a bundle that is there. */
	char *shown = text_escaped(path);

	if (!text_utc(now.seconds, when))
		(void)text_utc(0, when);
	fprintf(out, "{\"verdict\":\"%s\",\"exitStatus\":%d,"
	    "\"scope\":\"whole\",\"bundle\":{\"file\":",
	    cannot ? "not-checked" : "incomplete",
	    cannot ? EXIT_CANNOT : EXIT_AGAIN);
	text_json(out, shown == NULL ? "" : shown);
	fprintf(out, ",\"id\":null,\"name\":null,\"format\":null,"
	    "\"container\":null,\"contentSha256\":null},"
	    "\"integrity\":{\"status\":\"%s\",\"files\":0,"
	    "\"bytes\":0,\"merkleRoot\":null,\"findings\":[",
	    cannot ? "not-checked" : "incomplete");
	finding_json(out, shown == NULL ? "" : shown, err);
	free(shown);
	fputs("]},\"completeness\":null,\"signatures\":[],"
	    "\"trust\":{\"status\":\"not-checked\",\"policySha256\":null,"
	    "\"directoryVersion\":null,\"at\":null,\"findings\":[]},"
	    "\"time\":{\"claimed\":null,\"proven\":null,\"findings\":[]},"
	    "\"custody\":{\"status\":\"not-checked\",\"events\":null,"
	    "\"heads\":[],\"open\":[],\"successions\":[],\"findings\":[]},"
	    "\"legal\":{\"at\":null,\"legalBasis\":[],\"conditions\":[],"
	    "\"clocks\":[],\"ignored\":[],\"findings\":[]},"
	    "\"findingsLeftOut\":0,\"findingCounts\":", out);
	fprintf(out, "{\"%s\":1}", code_of(err));
	fputs(",\"sealDigest\":null,\"sealNumber\":null,\"supersedes\":null,"
	    "\"tool\":{\"name\":\"evid-verify\",\"version\":", out);
	text_json(out, evid_version());
	fprintf(out, "},\"checkedAt\":\"%s.000000000Z\"}", when);
}

static int
rank(int status)
{
	static const int order[] = { EXIT_DONE, EXIT_POLICY, EXIT_AGAIN,
	    EXIT_CANNOT, EXIT_NOT_INTACT, EXIT_USAGE };
	int n = (int)(sizeof(order) / sizeof(order[0]));

	for (int i = 0; i < n; i++) {
		if (order[i] == status)
			return i;
	}
	return n;
}

int
result_worse(int a, int b)
{
	return rank(b) > rank(a) ? b : a;
}
