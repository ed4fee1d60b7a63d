/** What a person is called on the page. @param {{name: string|null, shortName: string}} person */
export const nameOf = (person) => person.name || person.shortName;

/**
 * What a person is referred to by in the server's paths. One that only the vendor's replies name has no number in the archive
 * yet, and is known by the vendor's.
 */
export const refOf = (person) => String(person.id ?? person.vendorIds[0]);
