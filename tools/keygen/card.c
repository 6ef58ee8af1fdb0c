/*
 * The card of a key, as HTML.  It is meant for paper: A4, black on white, the
 * number in large digits, and room for ink where a clock would prove nothing.
 */
#include "keygen/card.h"
#include "common/text.h"

#include <string.h>

static const char head[] =
"<!DOCTYPE html>\n"
"<html lang=\"en\">\n"
"<head>\n"
"<meta charset=\"utf-8\">\n"
"<meta http-equiv=\"Content-Security-Policy\"\n"
" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
"<title>Key card</title>\n"
"<style>\n"
"@page { size: A4; margin: 18mm; }\n"
"* { box-sizing: border-box; }\n"
"body { margin: 0 auto; max-width: 174mm; padding: 8mm 0; color: #000;\n"
" background: #fff; font: 11pt/1.45 \"Noto Sans\", \"Liberation Sans\",\n"
" Arial, sans-serif; }\n"
"header { border-bottom: 1.2mm solid #1d3557; padding-bottom: 3mm; }\n"
"h1 { margin: 0; font-size: 22pt; color: #1d3557; }\n"
"header p { margin: 1mm 0 0; }\n"
"h2 { margin: 8mm 0 2mm; font-size: 12pt; color: #1d3557; }\n"
"table { border-collapse: collapse; width: 100%; table-layout: fixed; }\n"
"th { text-align: left; font-weight: normal; width: 38mm; color: #444;\n"
" vertical-align: top; padding: 1.2mm 0; }\n"
"td { padding: 1.2mm 0; overflow-wrap: anywhere; overflow: hidden;\n"
" unicode-bidi: isolate; }\n"
".number { display: grid; grid-template-columns: repeat(5, 1fr);\n"
" gap: 3mm; margin: 0; padding: 0; list-style: none; direction: ltr; }\n"
".number li { border: .3mm solid #1d3557; border-radius: 1.5mm;\n"
" padding: 2mm 1mm 2.4mm; text-align: center; white-space: nowrap;\n"
" font: bold 16pt/1.2 \"DejaVu Sans Mono\", \"Liberation Mono\", monospace;\n"
" break-inside: avoid; }\n"
".number small { display: block; font: 8pt sans-serif; color: #444; }\n"
".keyid { font: 11pt/1.6 \"DejaVu Sans Mono\", \"Liberation Mono\",\n"
" monospace; direction: ltr; }\n"
"ol.steps { margin: 0; padding-left: 6mm; }\n"
"ol.steps li { margin-bottom: 1.5mm; }\n"
".ink { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8mm;\n"
" margin-top: 22mm; break-inside: avoid; }\n"
".ink div { border-top: .3mm solid #000; padding-top: 1mm;\n"
" font-size: 9pt; }\n"
"footer { margin-top: 8mm; font-size: 8.5pt; color: #444; }\n"
"@media print { body { padding: 0; } }\n"
"</style>\n"
"</head>\n"
"<body>\n"
"<header>\n"
"<h1>Key card</h1>\n"
"<p>The key with which evidence is sealed by the holder named below.</p>\n"
"</header>\n";

static const char steps[] =
"<h2>What to do with this card</h2>\n"
"<ol class=\"steps\">\n"
"<li>The holder prints it, writes the date, signs and stamps it, and annexes\n"
"it to a diplomatic note, or hands it over in person.</li>\n"
"<li>Whoever is to verify evidence gets the public key file by any way, and\n"
"this card by another.</li>\n"
"<li>Both read the key number to each other by telephone, group by group:\n"
"each group is five digits and a check digit. A group that was misheard\n"
"is found by its check digit.</li>\n"
"<li>If all ten groups agree, the key is the holder's. If one differs, the\n"
"key is not to be trusted: ask the holder.</li>\n"
"</ol>\n"
"<section class=\"ink\">\n"
"<div>Date</div><div>Name and signature</div><div>Stamp</div>\n"
"</section>\n"
"<footer>The key number is made of the key id, the SHA-256 of the public key\n"
"(SubjectPublicKeyInfo). This card holds nothing secret.</footer>\n"
"</body>\n"
"</html>\n";

static void
write_row(FILE *out, const char *what, const char *value)
{
	fprintf(out, "<tr><th>%s</th><td>", what);
	if (value == NULL || *value == '\0')
		fputs("not stated", out);
	else
		text_html(out, value);
	fputs("</td></tr>\n", out);
}

/* Ten groups, each in a box that has its own place in the order. */
static void
write_number(FILE *out, const char *number)
{
	const char *group = number;

	fputs("<h2>Key number</h2>\n<ol class=\"number\">\n", out);
	for (int i = 1; *group != '\0'; i++) {
		int len = (int)strcspn(group, " ");

		fprintf(out, "<li><small>%d</small>%.*s</li>\n", i, len,
		    group);
		group += len;
		group += strspn(group, " ");
	}
	fputs("</ol>\n", out);
}

static void
write_keyid(FILE *out, const char *keyid)
{
	fputs("<h2>Key id</h2>\n<div class=\"keyid\">", out);
	for (size_t i = 0; keyid[i] != '\0'; i++) {
		if (i == 32)
			fputs("<br>", out);
		else if (i > 0 && i % 4 == 0)
			putc(' ', out);
		putc(keyid[i], out);
	}
	fputs("</div>\n", out);
}

void
card_write(FILE *out, const struct card *card)
{
	fputs(head, out);
	fputs("<h2>Holder</h2>\n<table>\n", out);
	write_row(out, "Name", card->name);
	write_row(out, "Organization", card->organization);
	write_row(out, "State", card->state);
	write_row(out, "Algorithm", "Ed25519 (RFC 8032)");
	fputs("</table>\n", out);
	write_number(out, card->number);
	write_keyid(out, card->keyid);
	fputs(steps, out);
}
