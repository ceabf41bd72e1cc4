/** The files of Swagger UI, as data: they travel inside a compiled executable. Only /docs loads them. */
import script from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import style from "swagger-ui-dist/swagger-ui.css" with { type: "text" };

export const SWAGGER_SCRIPT: string = script;
export const SWAGGER_STYLE: string = style;
