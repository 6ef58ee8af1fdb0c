"""What kind of thing a branch is that no test took, by the line it stands on.
docs/coverage.md says what each kind means."""

import re

# It asks whether something failed, or hands a failure on.
ASKS = re.compile(
    r"\b(\w*status|why) (==|!=) EVID_|[!=]= EVID_(OK|ERR)|status_out !="
    r"|->status\b|\bgood\b|[.>]failed\b|\bmemory\b|no_memory|_fail\w*\(|errno"
    r"|\berror (==|!=)|\brc (==|!=)|\bn < 0\b"
    r"|evi_(grow|zalloc\w*|strn?dup|buf_\w+|json_(set|append|new\w*|dup))\("
    r"|!evi_(add|mul)_|(EVP|BN|BIO|PEM|OSSL|ECDSA|d2i|i2d|X509|PKCS8)_\w+\("
    r"|ERR_GET|json_error|ARCHIVE_(OK|WARN)|archive_\w+\(|UTF8PROC_ERROR"
    r"|deflate(Init|)\w*\(|Z_(MEM|OK|STREAM)|COMP_OK|STATELESS_OVERFLOW"
    r"|!(evi_field_rest|note_place)\(|sodium_\w+\(|pthread_\w+\(|localtime_r|evi_instant_format\("
    r"|\badd_(event|member)\(|\bevent != NULL"
    r"|\bif \(f(stat|truncate)\([^()]*\) "
    r"[!=]= 0\)")
# It releases what a failure left behind, or finds that there is nothing.
LEFT = re.compile(
    r"\b(\w*fd|copy|bin|below|dir|DIR \*dir|file|part->fd) (>= 0|< 0|== NULL"
    r"|!= NULL)|\(\w+(->\w+)? [=!]= NULL\)$")
# What it leads to is a failure of the system or of memory.
LEADS = re.compile(
    r"evi_fail_(memory|errno|path)|EVID_ERR_(MEMORY|IO|CRYPTO|SPACE)"
    r"|no_memory|->memory = true|\.memory = true|good = false|close\(|free\(")
# A bound that no quick test can reach, or that other bounds keep it from.
LIMIT = re.compile(r"_MAX\b|LIMIT\b|_CAP\b|MOST_AT_ONCE|TRIES\b|\bsizeof\(name\)")
ENDS = re.compile(r"[;{)]\s*(/\*.*)?$")


def led_to(lines, number):
    """The two lines after the condition that stands on this one."""
    end = number - 1
    while end < len(lines) - 1 and not ENDS.search(lines[end]):
        end += 1
    return " ".join(line.strip() for line in lines[end:end + 3])


def kind(lines, number, branches):
    """The kind's name."""
    text = lines[number - 1].strip()
    if ASKS.search(text) or LEADS.search(led_to(lines, number)):
        return "failure"
    if LEFT.search(text) and "evi_" not in text:
        return "absent"
    if LIMIT.search(text):
        return "limit"
    if text.startswith("switch"):
        return "choice"
    if len(branches) > 2 or re.match(r"(&&|\|\|)|.*(&&|\|\|)", text):
        return "term"
    return "untested"
