#compdef tableau-perm
# Completion of tableau-perm for zsh. Load it with: source <(tableau-perm completion zsh)
# or write it to a file _tableau-perm in a directory of $fpath.
_tableau-perm() {
    local -a typed values shown
    local line files=0
    (( CURRENT > 2 )) && typed=("${(@Q)words[2,CURRENT-1]}")
    typed+=("${(Q)PREFIX}")
    while IFS= read -r line; do
        case $line in
            '') ;;
            $'\t'*) files=1 ;;
            *)
                values+=("${line%%$'\t'*}")
                shown+=("${line/$'\t'/  -- }")
                ;;
        esac
    done < <(
        _TABLEAU_PERM_COMPLETE=complete_zsh \
        _TABLEAU_PERM_WORDS="${(pj:\n:)typed}"$'\n' \
        "${(Q)words[1]}" 2>/dev/null
    )
    (( $#values )) && compadd -l -d shown -a -- values
    (( files )) && _files
    return 0
}
if [ "$funcstack[1]" = "_tableau-perm" ]; then
    _tableau-perm "$@"
else
    compdef _tableau-perm tableau-perm
fi
