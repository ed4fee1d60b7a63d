/** What a person is called on the page. @param {{name: string|null, shortName: string}} person */
export const nameOf = (person) => person.name || person.shortName;

/** What a person is referred to by in the server's paths: everybody has a vendor's number, be it that the archive made it up. */
export const refOf = (person) => String(person.vendorIds[0]);
