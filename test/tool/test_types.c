/* SPDX-License-Identifier: MIT */
/* sock6 types and sock6 dscp: tables that agree with the library. */
#include "check.h"
#include "run.h"
#include "sock6.h"

static struct run run;

static unsigned lines_of(const char *text)
{
	unsigned lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static void every_type_that_the_library_names_is_listed(void)
{
	unsigned types = 0;
	json_t *record;

	run_tool(&run, "types", "--json", NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	for (int type = 0; type < 256; type++) {
		const char *name = sock6_icmp_type_name(type);

		if (!name)
			continue;
		record = run_record(&run, "icmp_type", types++);
		CHECK_EQ(type, record_number(record, "number"));
		CHECK_STR(name, record_text(record, "name"));
		CHECK_STR(type < 128 ? "error" : "informational",
			  record_text(record, "kind"));
		CHECK(record_text(record, "short")[0] != '\0');
		CHECK(strncmp(record_text(record, "reference"), "RFC ", 4) ==
		      0);
		json_decref(record);
	}
	record = run_record(&run, "summary", 0);
	CHECK_EQ(types, record_number(record, "rows"));
	json_decref(record);
	run_tool(&run, "types", NULL);
	CHECK_EQ(types, lines_of(run.output));
	CHECK(strstr(run.output, "134 ra  ") != NULL);
}

static void a_type_is_found_by_number_short_name_or_word(void)
{
	run_tool(&run, "types", "134", NULL);
	CHECK_EQ(1, lines_of(run.output));
	run_tool(&run, "types", "ra", "128", NULL);
	CHECK(strstr(run.output, "router advertisement") != NULL);
	CHECK(strstr(run.output, "parameter") == NULL);
	CHECK(strstr(run.output, "echo request") != NULL);
	run_tool(&run, "types", "Neighbor-Soli", NULL);
	CHECK(strstr(run.output, "135 ns") != NULL);
	CHECK(strstr(run.output, "136 na") == NULL);
}

static void a_type_that_was_asked_for_comes_with_its_codes(void)
{
	json_t *record, *codes;

	run_tool(&run, "types", "3", NULL);
	CHECK(strstr(run.output,
		     "\n    1 fragment reassembly time exceeded\n") != NULL);
	run_tool(&run, "types", "--codes", "--json", NULL);
	record = run_record(&run, "icmp_type", 0);
	codes = json_object_get(record, "codes");
	CHECK_EQ(9, json_array_size(codes));
	CHECK_STR("port unreachable",
		  record_text(json_array_get(codes, 4), "name"));
	json_decref(record);
}

static void options_and_next_headers_have_the_names_of_the_library(void)
{
	unsigned known = 0;
	json_t *record;

	run_tool(&run, "types", "--options", "--headers", "--json", NULL);
	for (unsigned i = 0; (record = run_record(&run, "neighbor_option", i));
	     i++) {
		const char *name = sock6_neighbor_option_name(
			(int)record_number(record, "number"));

		if (name) {
			CHECK_STR(name, record_text(record, "name"));
			known++;
		}
		json_decref(record);
	}
	CHECK_EQ(11, known);
	known = 0;
	for (unsigned i = 0; (record = run_record(&run, "next_header", i));
	     i++) {
		const char *name = sock6_extension_name(
			(int)record_number(record, "number"));

		CHECK(record_text(record, "name")[0] != '\0');
		known += name && strcmp(name, record_text(record, "name")) == 0;
		json_decref(record);
	}
	CHECK_EQ(10, known);
}

static void what_does_not_exist_is_not_found(void)
{
	run_tool(&run, "types", "carrot", NULL);
	CHECK_EQ(1, run.end);
	CHECK_STR("", run.output);
	CHECK(strstr(run.errors, "carrot: nothing has this number or name") !=
	      NULL);
	run_tool(&run, "types", "--codes", "--options", NULL);
	CHECK_EQ(2, run.end);
}

static void every_dscp_with_a_name_is_listed(void)
{
	unsigned dscps = 0;

	run_tool(&run, "dscp", "--json", NULL);
	CHECK_EQ(0, run.end);
	for (int dscp = 0; dscp < 64; dscp++) {
		const char *name = sock6_dscp_name(dscp);
		json_t *record;

		if (!name)
			continue;
		record = run_record(&run, "dscp", dscps++);
		CHECK_STR(name, record_text(record, "dscp"));
		CHECK_EQ(dscp, record_number(record, "dscp_number"));
		CHECK_EQ(dscp << 2, record_number(record, "traffic_class"));
		CHECK_EQ(dscp, strtol(record_text(record, "bits"), NULL, 2));
		json_decref(record);
	}
	for (unsigned ecn = 0; ecn < 4; ecn++) {
		json_t *record = run_record(&run, "ecn", ecn);

		CHECK_STR(sock6_ecn_name((int)ecn), record_text(record, "ecn"));
		json_decref(record);
	}
	run_tool(&run, "dscp", NULL);
	CHECK_EQ(dscps + 4, lines_of(run.output));
	run_tool(&run, "dscp", "--all", NULL);
	CHECK_EQ(68, lines_of(run.output));
}

static void a_traffic_class_is_explained(void)
{
	json_t *record;

	run_tool(&run, "dscp", "af41+ect0", NULL);
	CHECK_STR("traffic class 0x8a (138): DSCP af41 (34), assured "
		  "forwarding, class 4, low drop (RFC 2597); ECN ect0 (2), "
		  "ECN-capable\n",
		  run.output);
	run_tool(&run, "dscp", "0x2d", "--json", NULL);
	record = run_record(&run, "traffic_class", 0);
	CHECK_EQ(45, record_number(record, "traffic_class"));
	CHECK_STR("11", record_text(record, "dscp"));
	CHECK_STR("ect1", record_text(record, "ecn"));
	CHECK_STR("00101101", record_text(record, "bits"));
	json_decref(record);
}

static void a_number_may_be_a_dscp(void)
{
	json_t *record;

	run_tool(&run, "dscp", "--number", "46", "--json", NULL);
	record = run_record(&run, "traffic_class", 0);
	CHECK_EQ(184, record_number(record, "traffic_class"));
	CHECK_STR("ef", record_text(record, "dscp"));
	json_decref(record);
	run_tool(&run, "dscp", "--number", "64", NULL);
	CHECK_EQ(2, run.end);
}

static void what_is_no_traffic_class_is_refused(void)
{
	run_tool(&run, "dscp", "256", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "256: no traffic class; give 0 to 255") !=
	      NULL);
	run_tool(&run, "dscp", "--all", "ef", NULL);
	CHECK_EQ(2, run.end);
	run_tool(&run, "dscp", "--number", NULL);
	CHECK_EQ(2, run.end);
}

int main(void)
{
	RUN(every_type_that_the_library_names_is_listed);
	RUN(a_type_is_found_by_number_short_name_or_word);
	RUN(a_type_that_was_asked_for_comes_with_its_codes);
	RUN(options_and_next_headers_have_the_names_of_the_library);
	RUN(what_does_not_exist_is_not_found);
	RUN(every_dscp_with_a_name_is_listed);
	RUN(a_traffic_class_is_explained);
	RUN(a_number_may_be_a_dscp);
	RUN(what_is_no_traffic_class_is_refused);
	return check_end();
}
