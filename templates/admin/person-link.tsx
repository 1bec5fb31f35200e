/** A name that leads to the account's page; a dash where there is nobody. */
export function PersonLink({ id, name }: { id: string | null; name: string | null }) {
  return id && name ? <a href={`/admin/people/${id}`}>{name}</a> : <>–</>;
}
