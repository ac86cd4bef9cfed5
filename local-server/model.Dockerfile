# A model's image: the scorer's image with the artefact inside. Its context holds, beside this file, artefact/.
#   SCORER                the scorer's image

ARG SCORER
FROM ${SCORER}
COPY artefact/ /artefact/
# In the hotel the front desk owns the names by which the service is asked.
CMD ["--artefact", "/artefact", "--host", "0.0.0.0", "--port", "8080", "--allowed-host", "*"]
