import "./incidents.css";

export { IncidentView } from "./incident.tsx";
export { Incidents } from "./list.tsx";
