/* SPDX-License-Identifier: MIT */
/* Extensions of ICMP errors and extended echo (RFC 4884): a structure of
 * objects, for ICMPv6 and ICMPv4 alike. */
#ifndef SOCK6_ICMP_EXTENSION_H
#define SOCK6_ICMP_EXTENSION_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Classes of objects, by IANA's registry. */
enum sock6_icmp_extension_class {
	SOCK6_ICMP_EXTENSION_LABEL_STACK = 1,    /* RFC 4950 */
	SOCK6_ICMP_EXTENSION_INTERFACE = 2,      /* RFC 5837 */
	SOCK6_ICMP_EXTENSION_IDENTIFICATION = 3, /* RFC 8335 */
	SOCK6_ICMP_EXTENSION_INFORMATION = 4     /* RFC 8883 */
};

/* Which interface an interface object tells of (RFC 5837, 4.1). */
enum sock6_icmp_extension_role {
	SOCK6_ICMP_EXTENSION_ARRIVED = 0,   /* the packet came in there */
	SOCK6_ICMP_EXTENSION_COMPONENT = 1, /* a part, below IP, of that */
	SOCK6_ICMP_EXTENSION_LEAVING = 2,   /* it would have left there */
	SOCK6_ICMP_EXTENSION_NEXT_HOP = 3   /* it would have gone to it */
};

/* Room for an interface's name without a NUL (RFC 5837, 4.3). */
#define SOCK6_ICMP_EXTENSION_NAME_SIZE 63

/* Families of addresses by number (IANA, "Address Family Numbers"). */
#define SOCK6_ICMP_EXTENSION_IPV4   1
#define SOCK6_ICMP_EXTENSION_IPV6   2
#define SOCK6_ICMP_EXTENSION_MAC_48 16389
#define SOCK6_ICMP_EXTENSION_MAC_64 16390

/* Room for the text of every structure of up to 1232 bytes, with NUL. */
#define SOCK6_ICMP_EXTENSION_TEXT_SIZE 8192

/* Any object. */
struct sock6_icmp_extension_object {
	uint8_t class_number; /* SOCK6_ICMP_EXTENSION_* */
	uint8_t class_type;   /* of that class */
	uint16_t size;        /* of the data in bytes, without the header */
	uint32_t reserved;
	const void *data; /* of any alignment */
};

/* An entry of an MPLS label stack. */
struct sock6_icmp_extension_label {
	uint32_t label;        /* 0..0xfffff */
	uint8_t traffic_class; /* 0..7 */
	uint8_t bottom;        /* 1: the last one of the stack */
	uint8_t time_to_live;
	uint8_t reserved;
};

/* One bit a member of struct sock6_icmp_extension_interface. */
#define SOCK6_ICMP_EXTENSION_HAS_INDEX   8u
#define SOCK6_ICMP_EXTENSION_HAS_ADDRESS 4u
#define SOCK6_ICMP_EXTENSION_HAS_NAME    2u
#define SOCK6_ICMP_EXTENSION_HAS_MTU     1u

struct sock6_icmp_extension_interface {
	uint8_t fields; /* SOCK6_ICMP_EXTENSION_HAS_*: which have a value */
	uint8_t role;   /* enum sock6_icmp_extension_role */
	uint8_t name_size;
	uint8_t reserved0;
	uint32_t ifindex; /* by MIB-II, of the one who sent it */
	uint32_t mtu;
	struct in6_addr address; /* IPv4 as ::ffff:a.b.c.d */
	char name[SOCK6_ICMP_EXTENSION_NAME_SIZE + 1]; /* bytes from the
							  network, then NUL */
	uint32_t reserved[4];
};

/* What identifies an interface that is asked for (RFC 8335, 2.1). */
enum sock6_icmp_extension_key {
	SOCK6_ICMP_EXTENSION_BY_NAME = 1,
	SOCK6_ICMP_EXTENSION_BY_INDEX = 2,
	SOCK6_ICMP_EXTENSION_BY_ADDRESS = 3
};

struct sock6_icmp_extension_identification {
	uint8_t key; /* enum sock6_icmp_extension_key */
	uint8_t reserved0;
	uint16_t family;  /* by address: SOCK6_ICMP_EXTENSION_IPV6 ... */
	uint32_t ifindex; /* by index */
	uint16_t size;    /* by name or address: 0..255 bytes of value */
	uint16_t reserved1[3];
	char value[256]; /* by name: bytes from the network, then NUL; by
			    address: its bytes */
	uint32_t reserved[4];
};

/**
 * Judge an extension structure.  Pure.
 *
 * @extension: its bytes, of any alignment, such as extension of
 *             struct sock6_icmp_message, or what extension_offset of struct
 *             sock6_error points at
 * @size:      of @extension
 *
 * Returns 0, or a negative errno value:
 *   -EBADMSG          a wrong checksum, or an object whose length is wrong
 *   -EPROTONOSUPPORT  its version is not 2
 *
 * Stands on RFC 4884, 7.
 */
SOCK6_API int sock6_icmp_extension_check(const void *extension, size_t size);

/**
 * Step through the objects of an extension structure.  Pure.
 *
 * @extension: its bytes, of any alignment; any bytes are survived
 * @size:      of @extension
 * @offset:    0 before the first call; moved on by each
 * @object:    where the next one goes, with a view of @extension
 *
 * It ends before the first object whose length is wrong.  Version and checksum
 * are not looked at.
 *
 * Returns 1 with an object, or 0 when there are no more.
 *
 * Stands on RFC 4884, 7.1.
 */
SOCK6_API int sock6_icmp_extension_next(
	const void *extension, size_t size, size_t *offset,
	struct sock6_icmp_extension_object *object);

/**
 * Step through the labels of an MPLS label stack.  Pure.
 *
 * @object: of class SOCK6_ICMP_EXTENSION_LABEL_STACK
 * @index:  0 before the first call; moved on by each
 * @label:  where the next one goes
 *
 * Returns 1 with a label, or 0 when there are no more, or @object is none.
 *
 * Stands on RFC 4950, 4; RFC 3032, 2.1.
 */
SOCK6_API int sock6_icmp_extension_label_next(
	const struct sock6_icmp_extension_object *object, unsigned *index,
	struct sock6_icmp_extension_label *label);

/**
 * Read interface information.  Pure.
 *
 * @interface: where it goes
 * @object:    of class SOCK6_ICMP_EXTENSION_INTERFACE
 *
 * Returns 0, or a negative errno value:
 *   -ENOMSG   @object is of another class
 *   -EBADMSG  shorter than it says, an address that is neither IPv4 nor IPv6, or
 *             a name whose length is wrong
 *
 * Stands on RFC 5837, 4.
 */
SOCK6_API int sock6_icmp_extension_interface_decode(
	struct sock6_icmp_extension_interface *interface,
	const struct sock6_icmp_extension_object *object);

/**
 * Read the identification of an interface.  Pure.
 *
 * @identification: where it goes
 * @object:         of class SOCK6_ICMP_EXTENSION_IDENTIFICATION
 *
 * Returns 0, or a negative errno value:
 *   -ENOMSG   @object is of another class, or its type is unknown
 *   -EBADMSG  its length is wrong for its type
 *
 * Stands on RFC 8335, 2.1.
 */
SOCK6_API int sock6_icmp_extension_identification_decode(
	struct sock6_icmp_extension_identification *identification,
	const struct sock6_icmp_extension_object *object);

/**
 * Write an object behind those that a structure has.  Pure.
 *
 * @extension: the structure, of any alignment; owned by the caller
 * @size:      of @extension in bytes
 * @used:      bytes that have been written; 0: none yet, the structure's header
 *             is written first
 * @object:    the object; its data lie elsewhere
 *
 * The checksum is right after each call.
 *
 * Returns the bytes that are used then, or a negative errno value:
 *   -EINVAL  @used is no size that a call has returned, or the object's size
 *            is not a multiple of 4
 *   -ENOSPC  @size is too small; the structure is as it was
 *
 * Stands on RFC 4884, 7.
 */
SOCK6_API int sock6_icmp_extension_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_object *object);

/**
 * Write an MPLS label stack behind the objects that a structure has.  Pure.
 *
 * @extension: as with sock6_icmp_extension_append()
 * @size:      of @extension in bytes
 * @used:      bytes that have been written, or 0
 * @labels:    the stack; which is the last one is not read from bottom
 * @count:     of labels, 1 to 64
 *
 * Returns the bytes that are used then, or a negative errno value:
 *   -EINVAL  @used or @count is wrong, or a value is out of range
 *   -ENOSPC  @size is too small; the structure is as it was
 *
 * Stands on RFC 4950, 4.
 */
SOCK6_API int sock6_icmp_extension_labels_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_label *labels, unsigned count);

/**
 * Write interface information behind the objects that a structure has.  Pure.
 *
 * @extension: as with sock6_icmp_extension_append()
 * @size:      of @extension in bytes
 * @used:      bytes that have been written, or 0
 * @interface: what fields says it has
 *
 * Returns the bytes that are used then, or a negative errno value:
 *   -EINVAL  @used is wrong, unknown fields, a role above 3, or a name of 0 or
 *            more than SOCK6_ICMP_EXTENSION_NAME_SIZE bytes
 *   -ENOSPC  @size is too small; the structure is as it was
 *
 * Stands on RFC 5837, 4.
 */
SOCK6_API int sock6_icmp_extension_interface_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_interface *interface);

/**
 * Write the identification of an interface, which an extended echo request has.
 * Pure.
 *
 * @extension:      as with sock6_icmp_extension_append()
 * @size:           of @extension in bytes
 * @used:           bytes that have been written, or 0
 * @identification: the interface
 *
 * Returns the bytes that are used then, or a negative errno value:
 *   -EINVAL  @used is wrong, the key is none, or a name or an address of 0 or
 *            more than 255 bytes
 *   -ENOSPC  @size is too small; the structure is as it was
 *
 * Stands on RFC 8335, 2.1.
 */
SOCK6_API int sock6_icmp_extension_identification_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_identification *identification);

/**
 * Write a structure with all its objects as one line of text.
 *
 * @text:           where it goes, with its NUL; owned by the caller
 * @size:           of @text in bytes; SOCK6_ICMP_EXTENSION_TEXT_SIZE is enough
 *                  for a structure of up to 1232 bytes
 * @extension:      the structure; any bytes are survived
 * @extension_size: of @extension
 *
 * Such as "object=label_stack labels=16:0:1:64 object=interface role=0
 * ifindex=3 address=2001:db8::1 name=eth0 mtu=1500", in one line: a label with
 * its traffic class, bottom bit and time to live; what is not visible in a name
 * as \ and three decimal digits; an object that is not understood with its
 * class, type and bytes; "status=EBADMSG" first for a structure that
 * sock6_icmp_extension_check() refuses.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_icmp_extension_format(char *text, size_t size,
					  const void *extension,
					  size_t extension_size);

#ifdef __cplusplus
}
#endif

#endif
