/*
 * Sealing, from beginning to end (evidence/seal.h): what is asked for is
 * checked, the source looked at, the payload packed, the tail written, and
 * the output given its name.
 */
#include "evidence/seal.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/thread.h"
#include "bundle/clock.h"
#include "bundle/custody/seal.h"
#include "bundle/seal/amend.h"
#include "bundle/seal/checkpoint.h"
#include "bundle/seal/look.h"
#include "bundle/seal/options.h"
#include "bundle/seal/pack.h"
#include "bundle/seal/sign.h"
#include "bundle/seal/tail.h"
#include "record/number.h"
#include "record/tags.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct sealing {
	const struct evid_seal_options *options;
	unsigned int n_threads;
	struct evi_chance chance;
	struct evi_kept kept;		/* with options->resume */
	struct evi_tape *tape;
	struct evi_replay *replay;
	struct evi_tell tell;
	struct evi_statement statement;
	struct evi_buf case_text, conditions;
	struct evi_case_marks case_marks;
	struct evi_marks marks;
	struct evi_expect *expect;
	struct evi_volumes volumes;
	struct stat folder;		/* of the output */
	char *folder_name;		/* NULL: standard output */
	struct evi_spool manifest, inventory, gzi, custody;
	struct evi_blockwriter writer;
	struct evi_pack pack;
	uint8_t seal_digest[EVI_SHA256_LEN];
};

/* The case, cut in two; marks are held against its exhibits. */
static enum evid_status
read_case(struct sealing *s, struct evid_error *err)
{
	const struct evid_seal_options *o = s->options;
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_case_marks *said = &s->case_marks;
	enum evid_status status = EVID_OK;
	uint8_t salts[2][EVI_SALT_LEN];

	evi_chance_draw(&s->chance, EVI_CHANCE_CASE, 0, salts,
	    sizeof(salts));
	if (o->case_file != NULL)
		status = evi_file_read(o->case_file, EVI_JSON_LIMIT, &text,
		    err);
	if (status == EVID_OK)
		status = evi_case_split(o->case_file == NULL ? NULL :
		    evi_buf_text(&text), text.len, o->case_file,
		    (const uint8_t (*)[16])salts, &s->case_text,
		    &s->conditions, said, err);
	if (status == EVID_OK)
		status = evi_sha256(s->conditions.data, s->conditions.len,
		    s->statement.conditions, err);
	if (status == EVID_OK)
		status = evi_marks_new(&s->marks, o, said, err);
	evi_buf_free(&text);
	return status;
}

static void
tell_leftover(struct sealing *s, const char *path)
{
	bool volumes = s->options->volume_size != 0;
	size_t others = s->volumes.parts[0].others;
	char count[64] = "";
	char text[256];

	if (others > 0)
		(void)snprintf(count, sizeof(count), ", and %zu more whose "
		    "%s alike", others, others == 1 ? "name is" :
		    "names are");
	(void)snprintf(text, sizeof(text), "an earlier run that was killed "
	    "left this behind%s%s; %s may be removed", count, volumes ?
	    ", and its like for each further volume" : "", volumes ||
	    others > 0 ? "they" : "it");
	evi_tell_event(&s->tell, path, text);
}

static enum evid_status
open_output(struct sealing *s, struct evid_error *err)
{
	const struct evid_seal_options *o = s->options;
	const char *leftover = NULL;
	enum evid_status status;

	status = evi_volumes_open(&s->volumes, o->output, s->kept.folder,
	    o->force != 0, o->volume_size, &leftover, err);
	if (leftover != NULL)
		tell_leftover(s, leftover);
	if (status != EVID_OK || strcmp(o->output, "-") == 0)
		return status;
	if (!o->resume)
		status = evi_kept_tell(o, &s->tell, err);
	if (status == EVID_OK)
		status = evi_path_folder(o->output, &s->folder_name, err);
	if (status == EVID_OK && stat(s->folder_name, &s->folder) != 0)
		status = evi_fail_errno(err, errno, "open", s->folder_name);
	return status;
}

/* What is kept, if anything; and the statement as far as it goes. */
static enum evid_status
begin_statement(struct sealing *s, bool *done_out,
    struct evid_seal_result *result_out, struct evid_error *err)
{
	const struct evid_seal_options *o = s->options;
	enum evid_status status = EVID_OK;

	if (o->resume)
		status = evi_kept_open(&s->kept, o, &s->chance, &s->tell,
		    done_out, result_out, err);
	if (status != EVID_OK || *done_out)
		return status;
	status = evi_statement_begin(o, &s->chance, &s->statement, err);
	return status == EVID_OK && o->resume ?
	    evi_kept_clock(&s->kept, &s->statement, err) : status;
}

/* Everything but the source: what is asked for can be done.  *done_out: a run
 * before this one has done it. */
static enum evid_status
begin(struct sealing *s, const struct evid_seal_options *options,
    bool *done_out, struct evid_seal_result *result_out,
    struct evid_error *err)
{
	enum evid_status status;

	memset(s, 0, sizeof(*s));
	s->options = s->chance.options = options;
	s->kept = (struct evi_kept)EVI_KEPT_INIT;
	s->manifest.fd = s->inventory.fd = s->gzi.fd = s->custody.fd = -1;
	evi_tell_init(&s->tell, options);
	*done_out = false;
	status = evi_options_check(options, err);
	if (status == EVID_OK)
		status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = begin_statement(s, done_out, result_out, err);
	if (*done_out)
		return status;
	if (status == EVID_OK)
		status = read_case(s, err);
	if (status == EVID_OK && options->expect_hashes != NULL)
		status = evi_expect_new(options->expect_hashes, &s->tell,
		    &s->expect, err);
	s->n_threads = options->threads == 0 ? evi_cores() : options->threads;
	if (status == EVID_OK)
		status = open_output(s, err);
	if (status == EVID_OK && options->custody != NULL)
		status = evi_custody_seal(options, s->folder_name,
		    &s->tell, &s->custody, &s->statement, err);
	if (status == EVID_OK)
		status = evi_blockwriter_open(&s->writer, &s->volumes,
		    evi_options_engine(options), options->level,
		    s->n_threads, err);
	return status;
}

static void
end(struct sealing *s)
{
	evi_blockwriter_close(&s->writer);
	evi_spool_close(&s->manifest);
	evi_spool_close(&s->inventory);
	evi_spool_close(&s->gzi);
	evi_spool_close(&s->custody);
	evi_volumes_close(&s->volumes);
	evi_expect_free(s->expect);
	evi_marks_free(&s->marks);
	evi_case_marks_free(&s->case_marks);
	evi_buf_free(&s->case_text);
	evi_buf_free(&s->conditions);
	evi_statement_free(&s->statement);
	evi_tell_free(&s->tell);
	free(s->folder_name);
	evi_replay_free(s->replay);
	evi_tape_close(s->tape);
	evi_kept_close(&s->kept);
}

static enum evid_status
begin_unnamed(struct sealing *s, struct evid_error *err)
{
	enum evid_status status;

	status = evi_spool_begin(&s->manifest, s->folder_name, err);
	if (status == EVID_OK)
		status = evi_spool_begin(&s->inventory, s->folder_name, err);
	if (status == EVID_OK && !s->options->detached)
		status = evi_spool_begin(&s->gzi, s->folder_name, err);
	return status;
}

static enum evid_status
begin_spools(struct sealing *s, struct evid_error *err)
{
	static const uint8_t no_count[8];
	enum evid_status status;

	if (s->options->resume)
		status = evi_checkpoint_begin(&s->kept, &s->manifest,
		    &s->inventory, &s->gzi, err);
	else
		status = begin_unnamed(s, err);
	if (status != EVID_OK || s->options->detached)
		return status;
	s->writer.gzi = &s->gzi;
	return evi_spool_add(&s->gzi, no_count, sizeof(no_count), err);
}

static enum evid_status
pack(struct sealing *s, struct evi_source source, struct evid_error *err)
{
	const struct evid_seal_options *o = s->options;
	struct evi_pack *p = &s->pack;
	enum evid_status status;
	unsigned int h;

	p->options = o;
	p->chance = &s->chance;
	p->source = source;
	p->kept = o->resume ? &s->kept : NULL;
	p->replay = s->replay;
	p->tell = &s->tell;
	p->writer = &s->writer;
	p->marks = &s->marks;
	p->expect = s->expect;
	p->wants[EVI_MD5] = o->also_md5 != 0;
	p->wants[EVI_SHA1] = o->also_sha1 != 0;
	p->wants[EVI_SHA512] = o->also_sha512 != 0;
	for (h = 0; s->expect != NULL && h < EVI_HASH_COUNT; h++)
		if (evi_expect_wants(s->expect, (enum evi_hash)h))
			p->wants[h] = true;
	p->tag_mtime = evi_tag_mtime(&s->statement);
	p->manifest = &s->manifest;
	p->inventory = &s->inventory;
	p->gzi = &s->gzi;
	status = evi_pack_run(p, s->n_threads, err);
	if (status != EVID_OK || source.moved == NULL ||
	    source.moved->count == 0)
		return status;
	p->partial = true;
	return evi_amend(&s->inventory, s->folder_name, source.moved,
	    &p->merkle, err);
}

/* The payload is written: does it hold what was asked for? */
static enum evid_status
check_packed(struct sealing *s, struct evid_error *err)
{
	enum evid_status status;

	if (s->pack.n_files == 0) {
		evi_fail(err, EVID_ERR_ARGUMENT,
		    "there is no file to seal: nothing with content");
		evi_hint(err, "name at least one file (an empty one counts)");
		return EVID_ERR_ARGUMENT;
	}
	status = evi_marks_check(&s->marks, err);
	if (status == EVID_OK)
		evi_marks_tell(&s->marks, &s->tell);
	if (status == EVID_OK && s->expect != NULL)
		status = evi_expect_check_seen(s->expect, err);
	return status;
}

static bool
earlier(struct evi_instant a, struct evi_instant b)
{
	return a.seconds < b.seconds || (a.seconds == b.seconds &&
	    a.nanoseconds < b.nanoseconds);
}

static enum evid_status
write_tail(struct sealing *s, struct evid_error *err)
{
	struct evi_statement *st = &s->statement;
	struct evi_tail tail = { .options = s->options, .writer = &s->writer,
		.manifest = &s->manifest, .inventory = &s->inventory,
		.gzi = s->options->detached ? NULL : &s->gzi,
		.case_text = &s->case_text, .conditions = &s->conditions,
		.custody = s->options->custody == NULL ? NULL : &s->custody,
		.n_bytes = s->pack.n_bytes, .n_files = s->pack.n_files,
		.statement = st };
	enum evid_status status;

	st->n_objects = s->pack.n_objects;
	st->partial = s->pack.partial;
	status = evi_merkle_root(&s->pack.merkle, st->merkle_root, err);
	/* A clock that was set back meanwhile is not to give a false seal. */
	st->sealed_at = evi_clock_now(s->options);
	if (earlier(st->sealed_at, st->started_at))
		st->sealed_at = st->started_at;
	if (status == EVID_OK)
		status = evi_tail_run(&tail, s->n_threads, err);
	memcpy(s->seal_digest, tail.seal_digest, EVI_SHA256_LEN);
	return status;
}

static void
fill_result(const struct sealing *s, struct evid_seal_result *result)
{
	memset(result, 0, sizeof(*result));
	memcpy(result->id, s->statement.id, sizeof(result->id));
	evi_hex(s->seal_digest, EVI_SHA256_LEN, result->seal_digest);
	evi_number_format(s->seal_digest, result->seal_number);
	result->objects = s->pack.n_objects;
	result->files = s->pack.n_files;
	result->bytes = s->pack.n_bytes;
	result->volumes = s->options->volume_size == 0 ? 0 :
	    (unsigned int)s->volumes.count;
	result->partial = s->pack.partial;
}

static enum evid_status
seal(struct sealing *s, struct evi_source source,
    struct evid_seal_result *result_out, struct evid_error *err)
{
	enum evid_status status = pack(s, source, err);

	if (status == EVID_OK)
		status = check_packed(s, err);
	if (status == EVID_OK)
		status = write_tail(s, err);
	if (status == EVID_OK)
		status = evi_tell_progress(&s->tell, 0, err);
	if (status == EVID_OK)
		fill_result(s, result_out);
	if (status == EVID_OK && s->options->resume)
		status = evi_checkpoint_sealed(&s->kept, &s->volumes,
		    result_out, s->seal_digest, err);
	if (status == EVID_OK)
		status = evi_volumes_commit(&s->volumes, err);
	return status;
}

/*
 * It has its name, from now or from an earlier run.  What is kept goes away,
 * its secret first; and last, when the caller has told of it, the state: until
 * then the same sealing, asked for again, says that it is done.
 */
static void
finish(struct sealing *s, const struct evid_seal_result *result)
{
	const struct evid_seal_options *o = s->options;
	bool heard;

	evi_blockwriter_close(&s->writer);
	if (o->resume)
		evi_kept_clear(&s->kept);
	heard = o->sealed == NULL || o->sealed(o->context, result) == 0;
	if (o->resume && heard)
		evi_kept_remove(&s->kept);
}

/* The look before the first byte; the output itself is no part of it. */
static enum evid_status
look(struct sealing *s, const char *const *paths, size_t n_paths,
    struct stat *output_out, struct evid_error *err)
{
	struct evi_look l = { .options = s->options, .tell = &s->tell,
		.marks = &s->marks, .expect = s->expect,
		.spool = s->folder_name,
		.there = s->kept.state.output };
	const struct evi_output *out = &s->volumes.parts[0];
	enum evid_status status = EVID_OK;

	if (fstat(out->fd, &l.output) != 0)
		return evi_fail_errno(err, errno, "look at",
		    s->options->output);
	l.folder = s->folder;
	if (out->standard && S_ISREG(l.output.st_mode)) {
		/* A file of the source, perhaps: then not one of it. */
		l.old_output = l.output;
		memset(&l.output, 0, sizeof(l.output));
	} else if (!out->standard &&
	    lstat(out->path, &l.old_output) != 0) {
		memset(&l.old_output, 0, sizeof(l.old_output));
	}
	if (s->options->resume)
		status = evi_checkpoint_plan(&s->kept, &l.plan, err);
	if (status == EVID_OK)
		status = evi_look_at(&l, paths, n_paths, err);
	if (status == EVID_OK)
		status = evi_look_space(&l, &s->volumes, err);
	if (status == EVID_OK && s->options->resume)
		status = evi_checkpoint_planned(&s->kept, l.plan, err);
	evi_plan_free(l.plan);
	*output_out = l.output;
	return status;
}

/* Where there is something to go on from, it is the source first. */
static enum evid_status
seal_files(struct sealing *s, struct evi_files *files,
    struct evid_seal_result *result_out, struct evid_error *err)
{
	enum evid_status status;

	status = begin_spools(s, err);
	if (status == EVID_OK && s->options->resume)
		status = evi_checkpoint_follow(&s->kept, files, err);
	if (status == EVID_OK && s->options->resume)
		status = evi_checkpoint_resume(&s->kept, &s->writer, files,
		    &s->inventory, &s->tape, &s->replay, err);
	if (status == EVID_OK && s->replay != NULL)
		evi_tell_event(&s->tell, NULL, "resumed: what an earlier run "
		    "sealed is checked, and then it goes on");
	return status != EVID_OK ? status : seal(s, s->replay != NULL ?
	    evi_replay_source(s->replay) : evi_files_source(files),
	    result_out, err);
}

enum evid_status
evid_seal_paths(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths,
    struct evid_seal_result *result_out, struct evid_error *err)
{
	struct evi_files *files = NULL;
	struct stat output = { 0 };
	struct sealing s;
	enum evid_status status;
	bool done;

	status = begin(&s, options, &done, result_out, err);
	if (done)
		goto out;
	if (status == EVID_OK)
		status = evi_options_check_paths(options, paths, n_paths, err);
	if (status == EVID_OK)
		status = look(&s, paths, n_paths, &output, err);
	if (status == EVID_OK)
		status = evi_files_new(options, paths, n_paths, &s.tell,
		    s.folder_name, &files, err);
	if (status == EVID_OK) {
		evi_files_leave_out(files, &output);
		status = seal_files(&s, files, result_out, err);
	}
out:
	evi_files_free(files);
	if (status == EVID_OK)
		finish(&s, result_out);
	end(&s);
	return status;
}

enum evid_status
evid_seal_source(const struct evid_seal_options *options,
    const struct evid_source *source, struct evid_seal_result *result_out,
    struct evid_error *err)
{
	struct evi_given *given = NULL;
	struct sealing s;
	enum evid_status status;
	bool done;

	if (options->one_file_system || options->n_exclude > 0 ||
	    options->map != NULL || options->stdin_name != NULL ||
	    options->has_stdin_size || options->detached || options->resume)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "an option that has no meaning for a source of callbacks");
	status = begin(&s, options, &done, result_out, err);
	if (status == EVID_OK)
		status = evi_given_new(source, &given, err);
	if (status == EVID_OK)
		status = begin_spools(&s, err);
	if (status == EVID_OK)
		status = seal(&s, evi_given_source(given), result_out, err);
	evi_given_free(given);
	if (status == EVID_OK)
		finish(&s, result_out);
	end(&s);
	return status;
}
